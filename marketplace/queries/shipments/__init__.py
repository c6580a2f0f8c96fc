"""Shipments as those who organize them and those who have cacao aboard see them."""
