"""Rules of bids."""
