"""Tests of the plan engine."""
