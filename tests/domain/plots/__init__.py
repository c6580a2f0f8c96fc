"""Tests of the plots: outlines, what may be wrong with one, and the register."""
