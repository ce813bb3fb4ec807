"""The HTTP service: the contract's API on Flask, for other systems."""
