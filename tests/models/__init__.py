"""Tests of one floor."""
