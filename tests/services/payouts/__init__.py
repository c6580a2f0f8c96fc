"""Paying producer groups."""
