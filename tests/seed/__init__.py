"""Tests of the fictional market."""
