"""The step that ties a new bid to others of the same maker: what is asked of one is written into the others too."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from marketplace.domain.bids.life import BidState, BidStep, is_over
from marketplace.domain.bids.terms import BidTerms
from marketplace.domain.bids.ties import MOST_TIED, Knot
from marketplace.domain.errors import Refused, reason
from marketplace.domain.ids import BidId, LotId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.bids.allocations import withdraw_allocation_of
from marketplace.models.bids.judging import judged_worth
from marketplace.models.bids.steps import lock_tied, move_bid
from marketplace.models.bids.writing import write_version
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.market.lots import Lot

CONDITIONS = ("only_together_with", "either_of", "counted_with")


def tie(terms: BidTerms, lot_id: LotId, *, by: Viewer, now: datetime) -> tuple[BidTerms, list[Bid]]:
    """Lock the lot and the maker's bids that the terms name by code, and tie them together.

    Returns the tied terms, and all bids that they hang together with. A named bid that had no such condition yet gets
    it in a new version, which its group must accept anew. Raises `Refused` where a code names no open bid of the maker
    that it wrote last.
    """
    named = {name: code for name in CONDITIONS if (code := getattr(terms, name))}
    if not named:
        return terms, []
    ids = db.session.scalars(select(Bid.id).where(Bid.code.in_(named.values()), Bid.maker_id == by.organization_id))
    locked = lock_tied(set(ids), lot_id)
    if len(locked) >= MOST_TIED:
        raise Refused(reason("bid.too_many_tied", next(iter(named)), limit=MOST_TIED))
    partners = {each.code: each for each in locked if _may_be_tied(each, by, now=now)}
    missing = [reason("bid.tie_unknown", name, bid=code) for name, code in named.items() if code not in partners]
    if missing:
        raise Refused(*missing)
    labels = {name: getattr(partners[code], name) or code for name, code in named.items()}
    for code in dict.fromkeys(named.values()):
        _write_ties(
            partners[code], {name: labels[name] for name in named if named[name] == code}, terms, by=by, now=now
        )
    return replace(terms, **labels), locked


def knot_of(terms: BidTerms, lot: Lot) -> Knot:
    """Say what the rules of conditions must know of a bid that is not written down yet."""
    told = {name: getattr(terms, name) for name in CONDITIONS}
    return Knot(id=BidId(0), volume=lot.bag_weight * terms.bags, cap=terms.most_kg_in_all, **told)


def keep_ties(terms: BidTerms, bid: Bid) -> BidTerms:
    """Give changed terms the conditions that the bid has: they are set once, when it is placed."""
    old = bid.newest
    kept = {name: getattr(old, name) for name in (*CONDITIONS, "most_kg_in_all")}
    return replace(terms, **kept)


def _may_be_tied(bid: Bid, by: Viewer, *, now: datetime) -> bool:
    is_standing = bid.state is BidState.OPEN and not is_over(bid.valid_until, now=now)
    return is_standing and bid.maker_id == bid.written_by_id == by.organization_id


def _write_ties(bid: Bid, labels: Mapping[str, str], terms: BidTerms, *, by: Viewer, now: datetime) -> None:
    old = bid.newest
    told: dict[str, Any] = dict(labels)
    if "counted_with" in labels and old.most_kg_in_all is None:
        told["most_kg_in_all"] = terms.most_kg_in_all
    new = replace(old, **told)
    if new == old:
        return
    withdraw_allocation_of(bid, now)
    try:
        worth = judged_worth(bid.lot, new, now=now)
    except Refused as no:  # its own reasons would stand beside the fields of the new bid
        raise Refused(reason("bid.tie_refused", next(iter(labels)), bid=bid.code)) from no
    write_version(bid, new, worth=worth, by=by, now=now)
    move_bid(bid, BidStep.REVISE, by=by, now=now)
