"""What may be seen: reads, always scoped to the viewer."""
