"""Exact answers to small and middle-sized programs: bounds, fixing, search and what remains for a general solver."""
