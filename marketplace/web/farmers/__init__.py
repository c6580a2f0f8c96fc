"""Farmers: the register of a group, the page of each, and files of them brought in."""

from marketplace.web.farmers import importing, keeping, lists, show
from marketplace.web.farmers.rooms import blueprint, imports

PAGES = (importing, keeping, lists, show)
__all__ = ["PAGES", "blueprint", "imports"]
