"""Payouts and bank accounts, as each may see them."""
