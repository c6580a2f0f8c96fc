"""Paying producer groups: their bank accounts, and payouts that two people decide on and the group confirms."""
