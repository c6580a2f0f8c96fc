"""Paying producer groups: where each is paid, by which rail, and the life of a payout."""
