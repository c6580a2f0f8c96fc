"""The rules of cacao brought in: deliveries, batches, what flows from one into another, and mass balance."""
