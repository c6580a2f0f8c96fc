"""Who takes part, as each may see it."""
