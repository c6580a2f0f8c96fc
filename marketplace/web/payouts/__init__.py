"""Paying groups: what is due to them, payouts from the first word to the last, and where each is paid."""

from marketplace.web.payouts import accounts, lists, moving, preparing
from marketplace.web.payouts.rooms import blueprint

PAGES = (accounts, lists, moving, preparing)
__all__ = ["PAGES", "blueprint"]
