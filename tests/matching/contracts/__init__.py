"""The contracts engine: plans, bounds, certificates and repair."""
