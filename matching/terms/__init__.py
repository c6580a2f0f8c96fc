"""What lots, demands and agreements may state."""
