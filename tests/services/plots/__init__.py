"""Tests of one noun."""
