"""Batches, and what lots are made of, as their group and facilitators may see them."""
