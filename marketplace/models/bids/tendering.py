"""Steps that several use cases on tenders share: locking one, what it holds, and turning awards into contracts."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from marketplace.domain.bids.life import BidKind, BidStep
from marketplace.domain.bids.terms import BidTerms
from marketplace.domain.bids.worth import worth_of
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import NotFound
from marketplace.domain.events import EventKind
from marketplace.domain.exchange import Quote
from marketplace.domain.ids import TenderId
from marketplace.domain.tenders.life import TenderState
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.bids.steps import move_bid, record_bid
from marketplace.models.bids.writing import Opening, open_bid
from marketplace.models.contracts.drafting import draft_contract
from marketplace.models.lots.figures import freight_in_force, references_in_force
from marketplace.models.lots.ledger import hand_on_bags, hold_bags, release_part
from marketplace.models.lots.steps import seen_by
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.bidding.tenders import SealedBid, Tender
from marketplace.models.rows.market.lots import Lot


def lock_tender(tender_id: TenderId, by: Viewer) -> Tender:
    """Lock the lot first, then the tender, as everywhere; raises `NotFound` where it is not the viewer's to see."""
    query = select(Tender.lot_id).join(Lot, Lot.id == Tender.lot_id).where(Tender.id == tender_id)
    lot_id = db.session.scalar(query if by.role is Role.SYSTEM else query.where(seen_by(by)))
    if lot_id is None:
        raise NotFound("tender.unknown")
    db.session.execute(select(Lot.id).where(Lot.id == lot_id).with_for_update())
    return db.session.get_one(Tender, tender_id, with_for_update=True, populate_existing=True)


def give_up_bags(tender: Tender, before: TenderState, *, now: datetime) -> None:
    """Give back to the lot what a tender still holds: all while it was open, what was awarded afterwards."""
    if before is TenderState.OPEN:
        release_part(tender, tender.bags, now=now)
    elif tender.awarded_bags:
        hand_on_bags(tender, tender.awarded_bags, now=now)


def draft_awarded(tender: Tender, *, by: Viewer, now: datetime) -> None:
    """Hand the awarded bags on to the winners' bids, and draft the contract of each, best rank first."""
    hand_on_bags(tender, tender.awarded_bags or 0, now=now)
    group = Viewer(tender.confirmed_by_id, tender.producer_id, Role.PRODUCER)
    for sealed in sorted(tender.sealed_bids, key=lambda each: (each.rank or 0, each.id)):
        if sealed.awarded_bags and sealed.awarded_amount is not None:
            bid = _bid_of(tender, sealed, sealed.awarded_amount, now=now)
            move_bid(bid, BidStep.ACCEPT, by=group, now=now, tender=tender.code)
            hold_bags(bid, now)
            draft_contract(bid, by=by, now=now)
            sealed.bid_id = bid.id


def _bid_of(tender: Tender, sealed: SealedBid, amount: Decimal, *, now: datetime) -> Bid:
    """Write what a maker won down as a bid of the maker, in the name of the person who placed it, at that moment."""
    terms, today = _terms(tender, sealed, amount), day_in_lima(now)
    references, freight = references_in_force(today), freight_in_force(today)
    volume, origin = tender.bag_weight * terms.bags, tender.lot.price
    worth = worth_of(terms, volume, references=references, freight=freight, origin=origin)
    maker = Viewer(sealed.placed_by_id, sealed.maker_id, Role.MAKER)
    opening = Opening(kind=BidKind.TENDER, lot=tender.lot, maker_id=sealed.maker_id, opened_by=sealed.maker_id)
    bid = open_bid(opening, terms, worth=worth, by=maker, now=sealed.placed_at)
    record_bid(bid, EventKind.BID_PLACED, by=maker, now=sealed.placed_at, tender=tender.code)
    return bid


def _terms(tender: Tender, sealed: SealedBid, amount: Decimal) -> BidTerms:
    minimum = tender.rules.minimum
    return BidTerms(
        bags=sealed.awarded_bags or 0,
        quote=Quote(amount),
        incoterm=minimum.incoterm,
        place=minimum.place,
        destination=sealed.destination,
        valid_until=tender.confirm_by or tender.closes_at,
    )
