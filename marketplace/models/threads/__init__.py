"""Steps of talking."""
