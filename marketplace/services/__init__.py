"""What may be done: one function, one use case, one transaction."""
