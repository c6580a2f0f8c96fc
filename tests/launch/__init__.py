"""The launcher, tried on real servers and real processes."""
