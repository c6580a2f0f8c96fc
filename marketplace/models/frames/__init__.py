"""Steps of frame contracts."""
