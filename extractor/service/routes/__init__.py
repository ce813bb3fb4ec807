"""The addresses that the service answers: one module a group, each with its views and `add_routes`."""
