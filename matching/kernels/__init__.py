"""The loops that numpy has no word for, compiled by numba: plain arrays in, plain arrays out."""
