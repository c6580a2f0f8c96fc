"""Lots: the list, the page of each, and everything a producer group does with its own."""

from marketplace.web.lots import browse, editing, photos, results, show, starting
from marketplace.web.lots.rooms import blueprint

PAGES = (browse, editing, photos, results, show, starting)
__all__ = ["PAGES", "blueprint"]
