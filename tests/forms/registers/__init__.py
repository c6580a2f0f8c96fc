"""Tests of files that a group brings."""
