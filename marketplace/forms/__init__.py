"""What may be said: input checked for shape and turned into domain values."""
