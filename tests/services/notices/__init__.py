"""Tests of telling, reminding and the letter of the day."""
