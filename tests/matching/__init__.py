"""The optimizer, tested without app or database."""
