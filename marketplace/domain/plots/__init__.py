"""Farmers and their plots: outlines in exact numbers, what may be wrong with one, and the register of a group."""
