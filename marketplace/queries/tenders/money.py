"""Where the money of a sealed bid goes, before it is placed, and what an award brings before it is confirmed."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from marketplace.domain.bids.promises import Promise
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.fees import Fees, Proceeds
from marketplace.domain.lots import LotTerms
from marketplace.domain.tenders.terms import SealedTerms
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.bids.tendering import kept_worth, promised_terms, promised_worth
from marketplace.models.lots.facts import lot_terms
from marketplace.models.rows.bidding.tenders import SealedBid, Tender
from marketplace.queries.tenders.bids import find_own_bid
from marketplace.queries.tenders.showing import TenderView


@dataclass(frozen=True, slots=True)
class SealedPromise:
    """What a sealed bid promises, with the lot whose price it is for."""

    said: SealedTerms
    promise: Promise
    lot: LotTerms


def preview_sealed(tender: TenderView, said: SealedTerms, *, viewer: Viewer, now: datetime) -> SealedPromise:
    """Say what a bid in a tender would promise today, and which earlier one of the viewer's it would replace."""
    row, own = db.session.get_one(Tender, tender.id), find_own_bid(tender, viewer)
    terms = promised_terms(row, said)
    worth = promised_worth(row, terms, on=day_in_lima(now))
    choices = [("least_bags", str(said.least_bags)), ("replaces", str(own.number) if own else None)]
    return SealedPromise(said, Promise(terms, worth, choices), lot_terms(row.lot))


def find_proceeds(tender: TenderView, viewer: Viewer) -> Proceeds | None:
    """Find what the awarded bags bring, for the group and facilitators; a maker is told of its own bags alone."""
    if not tender.is_opened or (tender.side is None and viewer.role is not Role.MAKER):
        return None
    query = select(SealedBid).where(SealedBid.tender_id == tender.id, SealedBid.awarded_bags > 0)
    if tender.side is None:
        query = query.where(SealedBid.maker_id == viewer.organization_id)
    row = db.session.get_one(Tender, tender.id)
    each = [_fees(row, bid) for bid in db.session.scalars(query)]
    if not each:
        return None
    first, *others = (Proceeds(fees.total, fees.producer_fee, fees.maker_fee) for fees in each)
    for other in others:
        sums = (first.total + other.total, first.producer_fee + other.producer_fee, first.maker_fee + other.maker_fee)
        first = Proceeds(*sums)
    return first


def _fees(tender: Tender, bid: SealedBid) -> Fees:
    amount = bid.amount if bid.awarded_amount is None else bid.awarded_amount
    said = replace(bid.terms, bags=bid.awarded_bags or 0, amount=amount)
    return kept_worth(bid, promised_terms(tender, said)).fees(tender.bag_weight * said.bags)
