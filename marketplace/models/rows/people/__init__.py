"""Rows of who takes part and what they began, hold and wish."""
