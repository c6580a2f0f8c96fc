"""Tests of what the books show and prove."""
