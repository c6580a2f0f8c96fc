"""Use cases of bids."""
