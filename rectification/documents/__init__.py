"""The documents of rectification."""
