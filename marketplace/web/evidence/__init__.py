"""Proof: what satellites say of plots, what facilitators make of it, and the pack of a contract for customs."""

from marketplace.web.evidence import packs, reviews, screenings
from marketplace.web.evidence.rooms import blueprint

PAGES = (packs, reviews, screenings)
__all__ = ["PAGES", "blueprint"]
