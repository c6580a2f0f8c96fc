"""Proofs that the books add up: each one is a question to the database for the first thing that does not."""

from marketplace.queries.books.proofs import entries, goods, money, payouts
from marketplace.queries.books.proofs.proof import Proof

PROOFS: tuple[Proof, ...] = (*entries.PROOFS, *money.PROOFS, *payouts.PROOFS, *goods.PROOFS)
"""In the order in which they are worth reading: what fails further down often fails because of what is above it."""
