"""Prices of lots and contracts, against all that could block them."""
