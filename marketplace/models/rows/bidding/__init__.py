"""Rows of bids and sealed-bid rounds."""
