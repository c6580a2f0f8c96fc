"""Steps in a contract's life that several use cases share."""
