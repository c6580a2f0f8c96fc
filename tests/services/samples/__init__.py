"""Tests of what the two sides do with samples."""
