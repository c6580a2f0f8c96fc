"""Sealed-bid rounds themselves: the list, one with its rules and what came of it, and those whose time has come."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import contains_eager

from marketplace.domain.acts import Act, Stake, may
from marketplace.domain.errors import NotFound
from marketplace.domain.ids import LotId, OrganizationId, TenderId
from marketplace.domain.mass import Mass
from marketplace.domain.money import UnitPrice
from marketplace.domain.tenders.life import (
    GRACE,
    TENDER_MACHINE,
    TenderPermit,
    TenderState,
    TenderStep,
    bidding_faults,
    next_confirmation,
)
from marketplace.domain.tenders.terms import TenderTerms
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.lots.facts import decimals
from marketplace.models.lots.steps import seen_by
from marketplace.models.rows.bidding.tenders import SealedBid, Tender
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization

PER_PAGE = 24
DUE_AT_ONCE = 100
STANDING = (TenderState.OPEN, TenderState.CLOSED, TenderState.CONFIRMED)


class Phase(StrEnum):
    """Where an open tender stands in time: not yet, now, or over and about to be opened."""

    COMING = "coming"
    TAKING = "taking"
    OPENING = "opening"


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderView:
    """One tender. What is hidden until closing (salt, a hidden minimum) is None here until this viewer may know it."""

    id: TenderId
    code: str
    version: int
    state: TenderState
    lot_id: LotId
    lot_code: str
    region: str
    profile: dict[str, Decimal]
    producer_id: OrganizationId
    group: str
    is_fictional: bool
    bags: int
    bag_weight: Mass
    rules: TenderTerms
    minimum: UnitPrice | None
    commitment: str
    salt: str | None
    closed_at: datetime | None
    confirm_by: datetime | None
    bids_counted: int | None
    awarded_bags: int | None
    lowest_amount: Decimal | None
    note: str | None
    side: Role | None
    steps: tuple[TenderStep, ...]

    @property
    def volume(self) -> Mass:
        """The volume that is put up."""
        return self.bag_weight * self.bags

    @property
    def stake(self) -> Stake:
        """Whose it is: the group's."""
        return Stake.of(self.producer_id)

    @property
    def is_opened(self) -> bool:
        """Whether the bids have been opened."""
        return TENDER_MACHINE.permits(self.state, TenderPermit.SHOW_BIDS)

    @property
    def price(self) -> UnitPrice:
        """The unit and basis of every bid; its amount is the minimum's, where that may be known."""
        return self.rules.minimum

    def phase(self, now: datetime) -> Phase | None:
        """Where it stands in time while it is open."""
        if self.state is not TenderState.OPEN:
            return None
        if now < self.rules.opens_at:
            return Phase.COMING
        return Phase.TAKING if now < self.rules.closes_at else Phase.OPENING

    def takes_bids(self, now: datetime) -> bool:
        """Whether a bid may be placed now."""
        rules = self.rules
        return not bidding_faults(self.state, rules.opens_at, closes_at=rules.closes_at, now=now)


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Let everybody who may see the lot see its tenders, and a maker always those with a bid of its own."""
    if viewer.role is not Role.MAKER:
        return seen_by(viewer)
    own = exists().where(SealedBid.tender_id == Tender.id, SealedBid.maker_id == viewer.organization_id)
    return or_(seen_by(viewer), own)


def list_tenders(viewer: Viewer, *, is_open: bool, page: int = 1) -> list[TenderView]:
    """List the tenders that still take bids, soonest to close first, or those that are over, newest first."""
    query = _views(viewer).where(_of(is_open=is_open))
    query = query.order_by(Tender.closes_at if is_open else Tender.closes_at.desc(), Tender.id)
    rows = db.session.scalars(query.limit(PER_PAGE).offset(PER_PAGE * (page - 1)))
    return [_view(row, viewer) for row in rows]


def count_tenders(viewer: Viewer, *, is_open: bool) -> int:
    """Count tenders."""
    query = select(func.count()).select_from(Tender).join(Lot, Lot.id == Tender.lot_id)
    return db.session.scalar(query.where(visible_to(viewer), _of(is_open=is_open))) or 0


def get_tender(tender_id: int, viewer: Viewer) -> TenderView:
    """Return one tender; raises `NotFound` when there is none or it is not the viewer's to see."""
    row = db.session.scalar(_views(viewer).where(Tender.id == tender_id))
    if row is None:
        raise NotFound("tender.unknown")
    return _view(row, viewer)


def find_standing_tender(lot_id: LotId, viewer: Viewer) -> TenderView | None:
    """Find the tender on a lot that is not over yet."""
    row = db.session.scalar(_views(viewer).where(Tender.lot_id == lot_id, Tender.state.in_(STANDING)))
    return _view(row, viewer) if row else None


def list_due_to_close(now: datetime) -> list[TenderId]:
    """List open tenders whose time is over, for the job that closes them."""
    query = select(Tender.id).where(Tender.state == TenderState.OPEN, Tender.closes_at <= now - GRACE)
    return list(db.session.scalars(query.order_by(Tender.closes_at, Tender.id).limit(DUE_AT_ONCE)))


def list_due_to_lapse(now: datetime) -> list[TenderId]:
    """List tenders whose award was not confirmed in time, for the job that gives them up."""
    waiting = Tender.state.in_((TenderState.CLOSED, TenderState.CONFIRMED))
    query = select(Tender.id).where(waiting, Tender.confirm_by < now)
    return list(db.session.scalars(query.order_by(Tender.confirm_by, Tender.id).limit(DUE_AT_ONCE)))


def _of(*, is_open: bool) -> ColumnElement[bool]:
    return (Tender.state == TenderState.OPEN) == is_open


def _views(viewer: Viewer) -> Select[Tender]:
    return (
        select(Tender)
        .join(Lot, Lot.id == Tender.lot_id)
        .join(Organization, Organization.id == Tender.producer_id)
        .options(contains_eager(Tender.lot), contains_eager(Tender.producer))
        .where(visible_to(viewer))
    )


def _view(row: Tender, viewer: Viewer) -> TenderView:
    side = _side(row, viewer)
    is_opened = TENDER_MACHINE.permits(row.state, TenderPermit.SHOW_BIDS)
    knows_minimum = row.rules.is_minimum_shown or side is not None or is_opened
    rules = row.rules if knows_minimum else replace(row.rules, minimum=replace(row.rules.minimum, amount=Decimal(0)))
    same: dict[str, Any] = {name: getattr(row, name) for name in SAME_NAMED}
    return TenderView(
        **same,
        lot_code=row.lot.code,
        region=row.lot.region,
        profile=decimals(row.lot.profile),
        group=row.producer.name,
        is_fictional=row.lot.is_fictional,
        rules=rules,
        minimum=rules.minimum if knows_minimum else None,
        salt=row.salt if is_opened else None,
        side=side,
        steps=_steps(row, viewer),
    )


SAME_NAMED = (
    "id",
    "code",
    "version",
    "state",
    "lot_id",
    "producer_id",
    "bags",
    "bag_weight",
    "commitment",
    "closed_at",
    "confirm_by",
    "bids_counted",
    "awarded_bags",
    "lowest_amount",
    "note",
)


def _side(row: Tender, viewer: Viewer) -> Role | None:
    """Say on which side of the table the viewer sits: the group's, or the facilitators'."""
    if viewer.role is Role.FACILITATOR:
        return Role.FACILITATOR
    return Role.PRODUCER if viewer.organization_id == row.producer_id else None


def _steps(row: Tender, viewer: Viewer) -> tuple[TenderStep, ...]:
    """List what the viewer may do with the tender next."""
    act = Act.APPROVE_TENDER if viewer.role is Role.FACILITATOR else Act.CONFIRM_TENDER
    if not may(viewer, act, row.stake):
        return ()
    unfit = {TenderStep.CONFIRM, TenderStep.AWARD} - {
        next_confirmation(needs_facilitator=row.rules.needs_facilitator),
    }
    return tuple(step for step in TENDER_MACHINE.steps(row.state, viewer.role) if step not in unfit)
