"""Freezing the open bids of a market day beside its lots and demands, as plain JSON."""

from typing import Any

from marketplace.domain.bids.wishes import Limit, RoundBid, Wish
from marketplace.domain.errors import Reason
from marketplace.domain.plain import to_plain
from marketplace.queries.rounds.open_bids import BidEntry, OpenBids

Plain = dict[str, Any]
WHOLE_FIT = "1.0000"
"""Who bids on a lot has chosen its flavour."""


def frozen_bids(bids: OpenBids) -> Plain:
    """Say bids and their limits; nothing at all where there are none, so that such a day is frozen as it ever was.

    A bid's `landed` and `asked` are its price and the lot's own in USD/t at the maker's place.
    """
    if not bids.wishes:
        return {}
    makers = {each.id: each for each in bids.entries}
    return {
        "bids": [_wish(each, makers[each.bids[0].id]) for each in bids.wishes],
        "limits": [_limit(each) for each in bids.limits],
    }


def bid_pairs(bids: OpenBids) -> list[list[object]]:
    """List [lot, wish, fit, landed USD/t] of every bid."""
    return [[bid.lot_id, wish.key, WHOLE_FIT, str(wish.meets_at(bid))] for wish in bids.wishes for bid in wish.bids]


def absent_bids(bids: OpenBids) -> list[Plain]:
    """List the bids that stay away, with their reasons."""
    return [
        {"kind": "bid", "id": each.id, "code": each.code, "reason": _reason(each.absence)}
        for each in bids.absent
        if each.absence is not None
    ]


def _wish(wish: Wish, entry: BidEntry) -> Plain:
    return {
        "key": wish.key,
        "maker": entry.maker_code,
        "destination": entry.destination,
        "ceiling": str(wish.ceiling),
        "choice": wish.choice or "",
        "parts": [_part(bid) for bid in wish.bids],
    }


def _limit(limit: Limit) -> Plain:
    """Say a limit; whether it holds only with one of the wishes is said only where it does."""
    return {name: value for name, value in to_plain(limit).items() if value is not None}


def _part(bid: RoundBid) -> Plain:
    return {
        "id": bid.id,
        "code": bid.code,
        "lot": bid.lot_id,
        "bags": bid.bags,
        "volume": to_plain(bid.volume),
        "price": to_plain(bid.price),
        "landed": str(bid.landed),
        "asked": str(bid.asked),
    }


def _reason(reason: Reason) -> Plain:
    return {"code": reason.code, "facts": to_plain(reason.facts)}
