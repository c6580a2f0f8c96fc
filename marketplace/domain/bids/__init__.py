"""Bids on lots: their life, their terms, what they are worth on one basis, and what hangs together."""
