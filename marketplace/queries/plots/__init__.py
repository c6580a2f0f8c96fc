"""Plots as their own group sees them."""
