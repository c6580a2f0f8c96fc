"""Changes of contracts in force."""
