"""The step that ties a new bid to others of the same maker: what is asked of one is written into the others too."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from marketplace.domain.bids.life import BidState, BidStep
from marketplace.domain.bids.terms import BidTerms
from marketplace.domain.bids.ties import MOST_TIED
from marketplace.domain.errors import Refused, reason
from marketplace.domain.ids import LotId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.bids.allocations import withdraw_allocation_of
from marketplace.models.bids.judging import judged_worth
from marketplace.models.bids.steps import lock_tied, move_bid
from marketplace.models.bids.writing import write_version
from marketplace.models.rows.bidding.bids import Bid

CONDITIONS = ("only_together_with", "either_of", "counted_with")


def tie(terms: BidTerms, lot_id: LotId, *, by: Viewer, now: datetime) -> BidTerms:
    """Lock the lot and the maker's bids that the terms name by code, tie them together, and return the tied terms.

    A named bid that had no such condition yet gets it in a new version, which its group must accept anew. Raises
    `Refused` where a code names no open bid of the maker that it wrote last.
    """
    named = {name: code for name in CONDITIONS if (code := getattr(terms, name))}
    if not named:
        return terms
    ids = db.session.scalars(select(Bid.id).where(Bid.code.in_(named.values()), Bid.maker_id == by.organization_id))
    locked = lock_tied(set(ids), lot_id)
    if len(locked) >= MOST_TIED:
        raise Refused(reason("bid.too_many_tied", next(iter(named)), limit=MOST_TIED))
    partners = {each.code: each for each in locked if _may_be_tied(each, by)}
    missing = [reason("bid.tie_unknown", name, bid=code) for name, code in named.items() if code not in partners]
    if missing:
        raise Refused(*missing)
    labels = {name: getattr(partners[code], name) or code for name, code in named.items()}
    for code in dict.fromkeys(named.values()):
        _write_ties(
            partners[code], {name: labels[name] for name in named if named[name] == code}, terms, by=by, now=now
        )
    return replace(terms, **labels)


def keep_ties(terms: BidTerms, bid: Bid) -> BidTerms:
    """Give changed terms the conditions that the bid has: they are set once, when it is placed."""
    old = bid.newest
    kept = {name: getattr(old, name) for name in (*CONDITIONS, "most_kg_in_all")}
    return replace(terms, **kept)


def _may_be_tied(bid: Bid, by: Viewer) -> bool:
    return bid.state is BidState.OPEN and bid.maker_id == bid.written_by_id == by.organization_id


def _write_ties(bid: Bid, labels: Mapping[str, str], terms: BidTerms, *, by: Viewer, now: datetime) -> None:
    old = bid.newest
    told: dict[str, Any] = dict(labels)
    if "counted_with" in labels and old.most_kg_in_all is None:
        told["most_kg_in_all"] = terms.most_kg_in_all
    new = replace(old, **told)
    if new == old:
        return
    withdraw_allocation_of(bid, now)
    write_version(bid, new, worth=judged_worth(bid.lot, new, now=now), by=by, now=now)
    move_bid(bid, BidStep.REVISE, by=by, now=now)
