"""Sealed-bid rounds: their life, their published rules, the draw that settles ties, and the award."""
