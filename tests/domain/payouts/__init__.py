"""Rules of bank accounts and payouts."""
