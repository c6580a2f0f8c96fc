"""Samples: grams of a lot that travel to a maker's tongue before, and after, a contract."""
