"""Samples: the list, the page of each, asking for them, and a lot's ledger of grams."""

from marketplace.web.samples import asking, contracts, grams, lists, show
from marketplace.web.samples.rooms import blueprint

PAGES = (asking, contracts, grams, lists, show)
__all__ = ["PAGES", "blueprint"]
