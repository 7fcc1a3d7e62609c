"""A run directory: what it holds, how it is published whole or not at all, and read back."""
