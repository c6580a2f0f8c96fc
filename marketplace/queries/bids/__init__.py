"""Bids as their two sides and the facilitators see them; no maker ever sees another maker's."""
