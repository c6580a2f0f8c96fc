"""The market as a pure transportation problem: bags from lots to demands, prices, and a bound over all pairs."""
