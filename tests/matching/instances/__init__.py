"""Tests of the published instances and their readers."""
