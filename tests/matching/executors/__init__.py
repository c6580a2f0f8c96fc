"""Tests of where blocks of work run."""
