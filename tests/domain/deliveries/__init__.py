"""The rules of deliveries, batches, lineage and mass balance."""
