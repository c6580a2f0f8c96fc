"""What a group does with deliveries and batches."""
