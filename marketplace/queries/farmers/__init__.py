"""Farmers as their own group and the facilitators see them; nobody else learns that there are any."""
