"""Batches, and what lots are made of."""

from marketplace.web.batches import origins, tending
from marketplace.web.batches.rooms import blueprint

PAGES = (origins, tending)
__all__ = ["PAGES", "blueprint"]
