"""Steps of paying out what is due to a group, and what waits for it."""
