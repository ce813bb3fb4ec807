"""Facts (TOML) and their readers, and the learned weights: what the steps know."""
