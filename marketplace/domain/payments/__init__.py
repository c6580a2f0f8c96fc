"""Paying: what a contract's price is paid in, by which way, and what becomes of each attempt."""
