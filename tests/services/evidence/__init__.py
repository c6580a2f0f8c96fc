"""Tests of the use cases of proof."""
