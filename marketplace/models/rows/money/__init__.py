"""Rows of the books, of what is due, and of what the payment provider told."""
