"""Steps that several use cases on tenders share: locking one, what it holds, and turning awards into contracts."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from marketplace.domain.accounts import VERIFICATION_MACHINE, VerificationPermit
from marketplace.domain.bids.life import BidKind, BidStep
from marketplace.domain.bids.terms import BidTerms
from marketplace.domain.bids.worth import Worth, worth_of
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import NotFound, Refused
from marketplace.domain.events import EventKind
from marketplace.domain.exchange import Quote
from marketplace.domain.ids import TenderId
from marketplace.domain.tenders.awards import Outcome
from marketplace.domain.tenders.life import TenderState, confirmation_due
from marketplace.domain.tenders.terms import SealedTerms
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


def promised_terms(tender: Tender, said: SealedTerms) -> BidTerms:
    """Say a sealed bid in the words of any bid; it stands until the award must be confirmed."""
    minimum = tender.rules.minimum
    return BidTerms(
        bags=said.bags,
        quote=Quote(said.amount),
        incoterm=minimum.incoterm,
        place=minimum.place,
        destination=said.destination,
        valid_until=tender.confirm_by or confirmation_due(tender.closes_at, tender.rules.confirm_days),
    )


def promised_worth(tender: Tender, terms: BidTerms, *, on: date) -> Worth:
    """Say what a sealed bid is worth by the figures of the day on which it was placed, the fee included."""
    volume = tender.bag_weight * terms.bags
    references, freight = references_in_force(on), freight_in_force(on)
    return worth_of(terms, volume, references=references, freight=freight, origin=tender.lot.price)


def kept_worth(sealed: SealedBid, terms: BidTerms) -> Worth:
    """Say what the awarded bags of a sealed bid are worth, with the fee that its maker was shown when it was placed."""
    worth = promised_worth(sealed.tender, terms, on=day_in_lima(sealed.placed_at))
    return replace(worth, fee_percent=sealed.fee_percent)


def leave_out_barred(tender: Tender) -> None:
    """Give nothing to winners who may no longer trade; raises `Refused` where none is left."""
    for sealed in tender.sealed_bids:
        if sealed.awarded_bags and not VERIFICATION_MACHINE.permits(sealed.maker.state, VerificationPermit.TRADE):
            tender.awarded_bags = (tender.awarded_bags or 0) - sealed.awarded_bags
            sealed.outcome, sealed.awarded_bags, sealed.awarded_amount = Outcome.NOT_ADMITTED, 0, None
    if not tender.awarded_bags:
        raise Refused("tender.no_winner_left")


def draft_awarded(tender: Tender, held: int, *, by: Viewer, now: datetime) -> None:
    """Let go of the held bags, hand them on to the winners' bids, and draft the contract of each, best rank first."""
    hand_on_bags(tender, held, now=now)
    group = Viewer(tender.confirmed_by_id, tender.producer_id, Role.PRODUCER)
    for sealed in sorted(tender.sealed_bids, key=lambda each: (each.rank or 0, each.id)):
        if sealed.awarded_bags and sealed.awarded_amount is not None:
            bid = _bid_of(tender, sealed, sealed.awarded_amount)
            move_bid(bid, BidStep.ACCEPT, by=group, now=now, tender=tender.code)
            hold_bags(bid, now)
            draft_contract(bid, by=by, now=now)
            sealed.bid_id = bid.id


def _bid_of(tender: Tender, sealed: SealedBid, amount: Decimal) -> Bid:
    """Write what a maker won down as a bid of the maker, in the name of the person who placed it, at that moment."""
    terms = promised_terms(tender, replace(sealed.terms, bags=sealed.awarded_bags or 0, amount=amount))
    worth = kept_worth(sealed, terms)
    maker = Viewer(sealed.placed_by_id, sealed.maker_id, Role.MAKER)
    opening = Opening(kind=BidKind.TENDER, lot=tender.lot, maker_id=sealed.maker_id, opened_by=sealed.maker_id)
    bid = open_bid(opening, terms, worth=worth, by=maker, now=sealed.placed_at)
    record_bid(bid, EventKind.BID_PLACED, by=maker, now=sealed.placed_at, tender=tender.code)
    return bid
