"""What may be done to the books by hand: months closed, entries undone."""
