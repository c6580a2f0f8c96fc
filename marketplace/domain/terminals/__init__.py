"""Terminal markets: until when a month is traded, and at which level a price that follows one stands."""
