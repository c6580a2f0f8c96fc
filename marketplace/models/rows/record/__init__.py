"""Rows of what happened, whose turn it is, and what was said and sent."""
