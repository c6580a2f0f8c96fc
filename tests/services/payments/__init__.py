"""Tests of paying instalments, hearing of it, and giving back."""
