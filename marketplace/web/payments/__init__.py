"""Paying: what is due, the ways to pay it, the truth about each attempt, and what goes back."""

from marketplace.web.payments import attempts, lists, paying, refunds, strays
from marketplace.web.payments.rooms import blueprint

PAGES = (attempts, lists, paying, refunds, strays)
__all__ = ["PAGES", "blueprint"]
