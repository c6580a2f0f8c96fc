"""Deliveries as their group and facilitators may see them."""
