"""Tests of what a passport says, and of the one way to write it."""
