"""Tests of the rules of proof."""
