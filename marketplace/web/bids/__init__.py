"""Bids: placing one, buying at list price, offering bags, answering in turns, and comparing all on one lot."""

from marketplace.web.bids import answering, browse, placing
from marketplace.web.bids.rooms import blueprint

__all__ = ["answering", "blueprint", "browse", "placing"]
