"""Opening a sealed-bid round: its rules and the commitment to its draw are published, its bags are held at once."""

import secrets
from datetime import date, datetime

from sqlalchemy import select, text

from marketplace.domain.accounts import VERIFICATION_MACHINE, VerificationPermit
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima, end_of
from marketplace.domain.errors import Reason, Refused, reason, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import LotId, TenderId
from marketplace.domain.plain import to_plain
from marketplace.domain.tenders.draws import commitment
from marketplace.domain.tenders.life import GRACE, TenderState
from marketplace.domain.tenders.terms import OnOffer, TenderTerms, tender_faults
from marketplace.domain.viewers import Role, Viewer
from marketplace.gateways.queue import enqueue
from marketplace.models.base import db
from marketplace.models.bids.judging import price_faults
from marketplace.models.lots.facts import lot_facts
from marketplace.models.lots.figures import references_in_force
from marketplace.models.lots.ledger import hold_bags
from marketplace.models.lots.steps import lock_lot
from marketplace.models.rows.bidding.tenders import Tender
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import use_case

SALT_BYTES = 16
STANDING = (TenderState.OPEN, TenderState.CLOSED, TenderState.CONFIRMED)


@use_case
def open_tender(lot_id: LotId, terms: TenderTerms, *, by: Viewer, now: datetime) -> TenderId:
    """Publish a sealed-bid round on a lot, in the group's name or by a facilitator for it; its bags are held from now.

    The salt of the draw is made now and committed to, with the minimum price, before anybody can bid.
    """
    lot = lock_lot(lot_id, by)
    act = Act.OPEN_TENDER_FOR_GROUP if by.role is Role.FACILITATOR else Act.OPEN_TENDER
    check_may(by, act, lot.stake)
    _refuse_unless_on_sale(lot, day_in_lima(now))
    refuse_if_any([*tender_faults(terms, _on_offer(lot), now=now), *_floor_faults(lot, terms, day_in_lima(now))])
    tender = _new_tender(lot, terms, by=by, now=now)
    facts = {"bags": terms.bags, "closes_at": terms.closes_at.isoformat(), "commitment": tender.commitment}
    record_event(tender, EventKind.TENDER_OPENED, by=by, now=now, **facts)
    hold_bags(tender, now)
    enqueue(db.session, "tenders:close", at=terms.closes_at + GRACE, tender_id=tender.id)
    return tender.id


def _refuse_unless_on_sale(lot: Lot, today: date) -> None:
    may_trade = VERIFICATION_MACHINE.permits(lot.organization.state, VerificationPermit.TRADE)
    if not may_trade or not lot_facts(lot, today).is_available:
        raise Refused("tender.lot_not_on_sale")
    if lot.grade is None:
        raise Refused("tender.lot_ungraded")
    query = select(Tender.id).where(Tender.lot_id == lot.id, Tender.state.in_(STANDING))
    if db.session.scalar(query) is not None:
        raise Refused("tender.standing_already")


def _on_offer(lot: Lot) -> OnOffer:
    until = lot.sales_until
    end = None if until is None else end_of(until)
    return OnOffer(lot.remaining_bags, lot.minimum_bags, end)


def _floor_faults(lot: Lot, terms: TenderTerms, today: date) -> list[Reason]:
    """List the floors that the minimum price breaks: what may win must be a price that may be paid."""
    found = price_faults(lot, terms.minimum, references=references_in_force(today))
    return [reason(each.code, "minimum", **each.facts) for each in found]


def _new_tender(lot: Lot, terms: TenderTerms, *, by: Viewer, now: datetime) -> Tender:
    tender_id = TenderId(db.session.scalar(text("SELECT nextval(pg_get_serial_sequence('tenders', 'id'))")))
    salt = secrets.token_hex(SALT_BYTES)
    return Tender(
        id=tender_id,
        code=f"T-{day_in_lima(now).year}-{tender_id:05d}",
        lot_id=lot.id,
        producer_id=lot.organization_id,
        opened_by_id=by.user_id,
        opened_at=now,
        state=TenderState.OPEN,
        bags=terms.bags,
        bag_weight=lot.bag_weight,
        opens_at=terms.opens_at,
        closes_at=terms.closes_at,
        terms=to_plain(terms),
        salt=salt,
        commitment=commitment(salt, terms.minimum.amount),
    )
