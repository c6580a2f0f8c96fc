"""Tests of who is told what, when and how."""
