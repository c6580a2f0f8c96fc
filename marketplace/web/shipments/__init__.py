"""Shipments: the list, planning, the page of each, what it carries of a contract, its papers, and what is late."""

from marketplace.web.shipments import cargo, lists, papers, planning, prints, show
from marketplace.web.shipments.rooms import blueprint

PAGES = (cargo, lists, papers, planning, prints, show)
__all__ = ["PAGES", "blueprint"]
