"""How two versions of a bid differ, term by term."""

from dataclasses import dataclass, fields

from marketplace.domain.bids.terms import BidTerms


@dataclass(frozen=True, slots=True)
class Change:
    """One term that two versions state differently."""

    name: str
    old: object
    new: object


def changes(old: BidTerms, new: BidTerms) -> list[Change]:
    """List the terms in which two versions of a bid differ, in the order in which they are stated."""
    return [
        Change(each.name, before, after)
        for each in fields(BidTerms)
        if (before := getattr(old, each.name)) != (after := getattr(new, each.name))
    ]
