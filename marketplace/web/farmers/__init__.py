"""Farmers: the register of a group, the page of each, and files of them brought in."""

from marketplace.web.farmers import keeping, lists, show
from marketplace.web.farmers.rooms import blueprint

PAGES = (keeping, lists, show)
__all__ = ["PAGES", "blueprint"]
