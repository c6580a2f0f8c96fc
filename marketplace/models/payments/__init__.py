"""Steps of a payment as the provider tells of it."""
