"""Bidding in a sealed-bid round: one bid of a maker, revised or taken back until closing; nothing of it is told."""

import secrets
from datetime import datetime

from sqlalchemy import select

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import NotFound, Refused, reason, refuse_if_any
from marketplace.domain.fees import fee_percent
from marketplace.domain.ids import TenderId
from marketplace.domain.plain import to_plain
from marketplace.domain.tenders.life import bidding_faults
from marketplace.domain.tenders.terms import SealedTerms, sealed_faults
from marketplace.domain.viewers import Viewer
from marketplace.gateways.queue import enqueue
from marketplace.models.base import db
from marketplace.models.lots.figures import references_in_force
from marketplace.models.lots.steps import seen_by
from marketplace.models.rows.bidding.tenders import SealedBid, SealedBidVersion, Tender
from marketplace.models.rows.market.lots import Lot
from marketplace.services.transaction import use_case

RECEIPT_BYTES = 8


@use_case
def place_sealed_bid(
    tender_id: TenderId, terms: SealedTerms, *, promised: str | None, by: Viewer, now: datetime
) -> str:
    """Place the maker's bid, or put it in the place of the one that stands; return the receipt for the draw.

    `now` is when it arrived: at `closes_at` it is too late, whether or not the tender has been closed. `promised` is
    the digest of what the maker was shown as the promise; another promise is refused.
    """
    tender = _open_to(tender_id, by=by, now=now)
    refuse_if_any(sealed_faults(terms, tender.rules))
    if promised != terms.digest:
        raise Refused(reason("tender.seen_other", "binding"))
    bid = _own_bid(tender, by) or SealedBid(
        tender_id=tender.id, maker_id=by.organization_id, number=0, receipt=secrets.token_hex(RECEIPT_BYTES)
    )
    bid.bags, bid.least_bags, bid.amount = terms.bags, terms.least_bags, terms.amount
    bid.destination, bid.is_standing = terms.destination, True
    bid.fee_percent = fee_percent(references_in_force(day_in_lima(now)))
    _keep(bid, to_plain(terms), by=by, now=now)
    return bid.receipt


@use_case
def take_back_sealed_bid(tender_id: TenderId, *, by: Viewer, now: datetime) -> None:
    """Take the maker's bid back while bids are still taken; it may be placed anew."""
    tender = _open_to(tender_id, by=by, now=now)
    bid = _own_bid(tender, by)
    if bid is None or not bid.is_standing:
        raise Refused("tender.no_bid")
    bid.is_standing = False
    _keep(bid, None, by=by, now=now)


def _open_to(tender_id: TenderId, *, by: Viewer, now: datetime) -> Tender:
    """Lock a tender that the maker may bid in now.

    Only the tender is locked, not its lot: a bid moves no bags, and makers need not wait for what else is sold.
    """
    query = select(Tender).join(Lot, Lot.id == Tender.lot_id).where(Tender.id == tender_id, seen_by(by))
    tender = db.session.scalar(query.with_for_update(of=Tender).execution_options(populate_existing=True))
    if tender is None:
        raise NotFound("tender.unknown")
    check_may(by, Act.BID_IN_TENDER)
    refuse_if_any(bidding_faults(tender.state, tender.opens_at, closes_at=tender.closes_at, now=now))
    return tender


def _own_bid(tender: Tender, by: Viewer) -> SealedBid | None:
    own = SealedBid.tender_id == tender.id, SealedBid.maker_id == by.organization_id
    return db.session.scalar(select(SealedBid).where(*own))


def _keep(bid: SealedBid, terms: dict[str, object] | None, *, by: Viewer, now: datetime) -> None:
    """Write a version down, with a receipt for who wrote it; the bid counts as having arrived now."""
    bid.number += 1
    bid.placed_at, bid.placed_by_id = now, by.user_id  # type: ignore[assignment] # a maker is signed in
    db.session.add(bid)
    db.session.flush()
    version = SealedBidVersion(sealed_bid_id=bid.id, number=bid.number, terms=terms, by_user_id=by.user_id, at=now)
    db.session.add(version)
    db.session.flush()
    enqueue(db.session, "notices:receipt", version_id=version.id)
