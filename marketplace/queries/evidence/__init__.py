"""Proof as it may be seen: of a lot, of a plot, and of a contract for customs."""
