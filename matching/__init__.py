"""The optimizer: a frozen `Problem` in, a frozen `Plan` out; it knows nobody."""
