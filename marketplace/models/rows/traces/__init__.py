"""Rows of where cacao comes from: farmers, plots, deliveries, batches, and the proof of it."""
