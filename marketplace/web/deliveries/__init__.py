"""Deliveries: the scale house, receipts, paying farmers, mass balance, and tables in and out."""

from marketplace.web.deliveries import balance, importing, paying, showing, taking
from marketplace.web.deliveries.rooms import blueprint

PAGES = (balance, importing, paying, showing, taking)
__all__ = ["PAGES", "blueprint"]
