"""Tests of the use cases around contracts."""
