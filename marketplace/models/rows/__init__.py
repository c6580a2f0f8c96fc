"""Rows: what the database keeps, noun by noun; they know nothing but rows."""
