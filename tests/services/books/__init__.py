"""Tests of what is done to the books by hand."""
