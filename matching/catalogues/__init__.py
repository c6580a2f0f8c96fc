"""Markets as arrays: drawn, judged pair by pair, and listed or stated for the engines."""
