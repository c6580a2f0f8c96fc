"""A small believable, fictional market, made by calling the services."""
