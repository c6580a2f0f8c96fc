"""How a bid begins: a maker bids on a lot, buys at its list price or reserves bags; a group offers bags to a maker."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from marketplace.domain.accounts import OrganizationKind, VerificationState
from marketplace.domain.acts import Act, check_may
from marketplace.domain.bids.life import BidKind
from marketplace.domain.bids.terms import BidTerms, terms_to
from marketplace.domain.bids.ties import contradictions
from marketplace.domain.demands import DemandState
from marketplace.domain.errors import NotFound, Refused, reason, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import BidId, ContractId, DemandId, LotId, OrganizationId
from marketplace.domain.viewers import Viewer
from marketplace.gateways.queue import enqueue
from marketplace.models.base import db
from marketplace.models.bids.agreeing import agree_bid
from marketplace.models.bids.judging import judged_worth, listed_worth
from marketplace.models.bids.steps import record_bid
from marketplace.models.bids.ties import knot_of, tie
from marketplace.models.bids.writing import Opening, open_bid
from marketplace.models.lots.steps import lock_lot, seen_by
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization
from marketplace.services.transaction import use_case


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a maker says beside the terms: which of its demands the bid serves, and whether it stays unnamed."""

    demand_id: DemandId | None = None
    is_anonymous: bool = False


NO_CHOICES = Choices()
AFTER = timedelta(seconds=1)


@use_case
def place_bid(lot_id: LotId, terms: BidTerms, *, choices: Choices = NO_CHOICES, by: Viewer, now: datetime) -> BidId:
    """Bid on a lot, or reserve bags of it where the terms say until when; it binds the maker while it is valid.

    Conditions name another open bid of the maker by its code. Raises `Refused` with every reason against the terms.
    """
    check_may(by, Act.PLACE_BID)
    tied, others = tie(terms, lot_id, by=by, now=now)
    lot = _lot(lot_id, by)
    refuse_if_any(contradictions(knot_of(tied, lot), others))
    kind = BidKind.RESERVATION if terms.reserved_until else BidKind.BID
    opening = _opening(kind, lot, choices, by=by)
    bid = open_bid(opening, tied, worth=judged_worth(lot, tied, now=now), by=by, now=now)
    record_bid(bid, EventKind.BID_PLACED, by=by, now=now)
    enqueue(db.session, "bids:expire", at=bid.valid_until + AFTER, bid_id=bid.id)
    return bid.id


@use_case
def buy_at_list(
    lot_id: LotId, terms: BidTerms, *, choices: Choices = NO_CHOICES, by: Viewer, now: datetime
) -> ContractId:
    """Buy bags at the price at which the group sells to anybody; agreed at once. Raises `Stale` where that changed."""
    check_may(by, Act.PLACE_BID)
    listed_worth(_look(lot_id, by), terms, now=now)  # who comes too late need not queue for the lot
    lot = lock_lot(lot_id, by)
    worth = listed_worth(lot, terms, now=now)
    opening = _opening(BidKind.LIST_PRICE, lot, choices, by=by)
    bid = open_bid(opening, terms, worth=worth, by=by, now=now)
    record_bid(bid, EventKind.BID_BOUGHT, by=by, now=now)
    contract = agree_bid(bid, [bid], by=by, now=now)
    enqueue(db.session, "bids:outbid", lot_id=lot.id)
    assert contract is not None  # noqa: S101 - a purchase has no conditions, so that nothing keeps it waiting
    return contract.id


@use_case
def offer_bags(
    lot_id: LotId, terms: BidTerms, *, makers: Iterable[OrganizationId], by: Viewer, now: datetime
) -> list[BidId]:
    """Offer bags of a lot, be it a private one, to chosen makers: each its own offer, which binds the group.

    Without a destination the cacao goes to each maker's own country.
    """
    lot = lock_lot(lot_id, by)
    check_may(by, Act.OPEN_OFFER, lot.stake)
    chosen = _verified_makers(makers)
    found = []
    for maker in chosen:
        own = terms_to(terms, country=maker.country, city=maker.city)
        opening = Opening(kind=BidKind.OFFER, lot=lot, maker_id=maker.id, opened_by=lot.organization_id)
        bid = open_bid(opening, own, worth=judged_worth(lot, own, now=now), by=by, now=now)
        record_bid(bid, EventKind.BID_OFFERED, by=by, now=now)
        enqueue(db.session, "bids:expire", at=bid.valid_until + AFTER, bid_id=bid.id)
        found.append(bid.id)
    return found


def _opening(kind: BidKind, lot: Lot, choices: Choices, *, by: Viewer) -> Opening:
    if lot.organization_id in by.organization_ids:
        raise Refused("bid.own_lot")
    return Opening(
        kind=kind,
        lot=lot,
        maker_id=by.acting_for,
        opened_by=by.acting_for,
        demand_id=_own_demand(choices.demand_id, by),
        is_anonymous=choices.is_anonymous,
    )


def _look(lot_id: LotId, by: Viewer) -> Lot:
    """Look at a lot that others may change at the same time."""
    lot = db.session.scalar(select(Lot).where(Lot.id == lot_id, seen_by(by)))
    if lot is None:
        raise NotFound("lot.unknown")
    return lot


def _lot(lot_id: LotId, by: Viewer) -> Lot:
    """Keep a lot from changing while it is bid on; many may bid on it at the same time."""
    query = select(Lot).where(Lot.id == lot_id, seen_by(by)).execution_options(populate_existing=True)
    lot = db.session.scalar(query.with_for_update(read=True, of=Lot))
    if lot is None:
        raise NotFound("lot.unknown")
    return lot


def _own_demand(demand_id: DemandId | None, by: Viewer) -> DemandId | None:
    if demand_id is None:
        return None
    own = Demand.organization_id == by.organization_id, Demand.state == DemandState.OPEN
    if db.session.scalar(select(Demand.id).where(Demand.id == demand_id, *own)) is None:
        raise Refused(reason("bid.demand_unknown", "demand_id"))
    return demand_id


def _verified_makers(ids: Iterable[OrganizationId]) -> list[Organization]:
    wanted = set(ids)
    verified = Organization.kind == OrganizationKind.MAKER, Organization.state == VerificationState.VERIFIED
    query = select(Organization).where(Organization.id.in_(wanted), *verified).order_by(Organization.id)
    found = list(db.session.scalars(query))
    if not wanted or len(found) < len(wanted):
        raise Refused(reason("bid.maker_unknown", "makers"))
    return found
