"""Contracts as their parties and the facilitators see them, and all that happens to them."""
