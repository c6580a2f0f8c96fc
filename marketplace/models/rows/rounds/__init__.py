"""Rows of matching rounds, their plans and scenarios."""
