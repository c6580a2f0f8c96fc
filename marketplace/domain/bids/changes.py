"""How two versions of a bid differ, term by term."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from enum import StrEnum

from marketplace.domain.bids.terms import BidTerms
from marketplace.domain.prices import PriceKind

TIES = frozenset({"only_together_with", "either_of", "counted_with"})


class Untold(StrEnum):
    """What stands in the place of what a reader is not told."""

    ANOTHER_BID = "another_bid"


@dataclass(frozen=True, slots=True)
class Change:
    """One term that two versions state differently."""

    name: str
    old: object
    new: object


def changes(old: BidTerms, new: BidTerms) -> list[Change]:
    """List the terms in which two versions of a bid differ, in the order in which they are stated.

    Where the price follows a terminal, no price is stated: what stands in its place is never shown as one.
    """
    return [
        Change(each.name, before, after)
        for each in fields(BidTerms)
        if (before := _stated(old, each.name)) != (after := _stated(new, each.name))
    ]


def _stated(terms: BidTerms, name: str) -> object:
    is_unstated = name == "quote" and terms.price_kind is PriceKind.DIFFERENTIAL
    return None if is_unstated else getattr(terms, name)


def untold(differences: Iterable[Change]) -> list[Change]:
    """Say changes without naming other bids of the maker: who they go to is not the group's to know."""
    return [
        replace(each, old=_untold(each.old), new=_untold(each.new)) if each.name in TIES else each
        for each in differences
    ]


def _untold(value: object) -> Untold | None:
    return None if value is None else Untold.ANOTHER_BID
