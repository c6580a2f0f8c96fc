"""The books: what every cent of every contract is, in double entry."""
