"""Rows of contracts, and of all that happens to them until they are closed."""
