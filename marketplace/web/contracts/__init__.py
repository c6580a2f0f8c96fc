"""Contracts: the list, the contract, its signing and amendment, what is reported of it, and the bilingual paper."""

from marketplace.web.contracts import amending, carrying, lists, papers, show, signing, terms
from marketplace.web.contracts.rooms import blueprint

ROOMS = (amending, carrying, lists, papers, show, signing, terms)
__all__ = ["ROOMS", "blueprint"]
