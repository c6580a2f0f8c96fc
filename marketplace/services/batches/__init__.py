"""What a group does with batches: begin, fill, weigh, and let them flow into lots."""
