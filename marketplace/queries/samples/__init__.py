"""Samples as their two sides and the facilitators see them; nobody else learns that there are any."""
