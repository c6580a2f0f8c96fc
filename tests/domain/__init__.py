"""The rules of the market, tested without app or database."""
