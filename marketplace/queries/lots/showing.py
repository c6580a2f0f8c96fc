"""Lots as their own group, the facilitators and any reader may see them: one, a group's own, those to be judged."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, exists, false, func, select
from sqlalchemy.orm import contains_eager, joinedload, with_expression

from marketplace.domain.acts import Act, Stake, may
from marketplace.domain.deliveries.balance import traced_percent
from marketplace.domain.errors import NotFound, Reason
from marketplace.domain.ids import LotId, OrganizationId
from marketplace.domain.lots import (
    LOT_MACHINE,
    EudrStatus,
    LotPermit,
    LotState,
    LotStep,
    LotTerms,
    SaleStage,
    sale_stage,
)
from marketplace.domain.mass import Mass
from marketplace.domain.physical import Grade
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.lots.facts import lot_terms
from marketplace.models.lots.judging import faults_of, faults_of_each
from marketplace.models.lots.steps import seen_by
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.traces.passports import Passport

PER_PAGE = 24
MOST_SHOWN = 500
ACT_OF: dict[LotStep, Act] = {
    LotStep.SUBMIT: Act.SUBMIT_LOT,
    LotStep.WITHDRAW: Act.WITHDRAW_LOT,
    LotStep.CLOSE: Act.WITHDRAW_LOT,
    LotStep.REVISE: Act.EDIT_LOT,
}


@dataclass(frozen=True, slots=True)
class LotSheet:
    """One lot as it stands: what is stated, what is left, and what the viewer may do next."""

    id: LotId
    version: int
    organization_id: OrganizationId
    group_name: str
    state: LotState
    stage: SaleStage | None
    review_note: str | None
    is_fictional: bool
    published_at: datetime | None
    changed_at: datetime
    terms: LotTerms
    reserved_bags: int
    eudr_status: EudrStatus
    global_quality: Decimal | None
    cadmium: Decimal | None
    grade: Grade | None
    traced: Decimal
    steps: tuple[LotStep, ...]
    may_edit: bool
    may_record: bool

    @property
    def code(self) -> str:
        """The lot's code."""
        return self.terms.code

    @property
    def remaining_bags(self) -> int:
        """The bags that nobody has reserved."""
        return self.terms.bags - self.reserved_bags

    @property
    def remaining(self) -> Mass:
        """The volume that nobody has reserved."""
        return self.terms.bag_weight * self.remaining_bags

    @property
    def stake(self) -> Stake:
        """Whose it is."""
        return Stake.of(self.organization_id)


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Let everybody see public lots, a group its own, a maker what was allocated to it, and facilitators all."""
    return seen_by(viewer)


def get_lot(viewer: Viewer, code: str, *, today: date) -> LotSheet:
    """Return one lot; raises `NotFound` when there is none or it is not the viewer's to see."""
    lot = get_row(viewer, code)
    return sheet_of(lot, lot.organization.name, viewer=viewer, today=today)


def list_faults(viewer: Viewer, code: str, *, today: date) -> list[Reason]:
    """List every rule that keeps a lot from being published; only its group and the facilitators may know."""
    lot = get_row(viewer, code)
    is_concerned = viewer.role is Role.FACILITATOR or lot.organization_id == viewer.organization_id
    return faults_of(lot, today) if is_concerned else []


def list_own_lots(viewer: Viewer, *, today: date, page: int = 1) -> list[LotSheet]:
    """List the lots of the group that the viewer acts for, last changed first."""
    query = select(Lot, Organization.name).join(Lot.organization).where(_own(viewer))
    query = query.order_by(Lot.changed_at.desc(), Lot.id.desc())
    rows = db.session.execute(query.limit(PER_PAGE).offset(PER_PAGE * (page - 1)))
    return [sheet_of(lot, name, viewer=viewer, today=today) for lot, name in rows]


def count_own_lots(viewer: Viewer) -> int:
    """Count the lots of the group that the viewer acts for."""
    return db.session.scalar(select(func.count()).select_from(Lot).where(_own(viewer))) or 0


def list_lots_to_review(viewer: Viewer, *, today: date) -> list[tuple[LotSheet, list[Reason]]]:
    """List the lots that wait for the facilitators' check, longest waiting first, each with the rules it breaks."""
    query = select(Lot, Organization.name).join(Lot.organization).where(_to_review(viewer))
    rows = db.session.execute(query.order_by(Lot.changed_at, Lot.id).limit(MOST_SHOWN)).all()
    faults = faults_of_each([lot for lot, _name in rows], today)
    return [(sheet_of(lot, name, viewer=viewer, today=today), faults[lot.id]) for lot, name in rows]


def count_lots_to_review(viewer: Viewer) -> int:
    """Count the lots that wait for the facilitators' check."""
    return db.session.scalar(select(func.count()).select_from(Lot).where(_to_review(viewer))) or 0


def get_row(viewer: Viewer, code: str, *, with_photos: bool = False) -> Lot:
    """Return a lot's row with its group, if wanted with photos and whether it has a passport; raises `NotFound`."""
    query = select(Lot).join(Lot.organization).options(contains_eager(Lot.organization))
    if with_photos:
        has_passport = exists().where(Passport.lot_id == Lot.id)
        query = query.options(joinedload(Lot.photos), with_expression(Lot.has_passport, has_passport))
    found = db.session.scalars(query.where(Lot.code == code, visible_to(viewer))).unique().one_or_none()
    if found is None:
        raise NotFound("lot.unknown")
    return found


def sheet_of(lot: Lot, group_name: str, *, viewer: Viewer, today: date) -> LotSheet:
    """Say how a lot stands and what the viewer may do with it."""
    edits = LOT_MACHINE.permits(lot.state, LotPermit.EDIT) or LOT_MACHINE.permits(lot.state, LotPermit.EDIT_OFFER)
    records = LOT_MACHINE.permits(lot.state, LotPermit.RECORD_RESULTS)
    steps = LOT_MACHINE.steps(lot.state, viewer.role)
    return LotSheet(
        id=lot.id,
        version=lot.version,
        organization_id=lot.organization_id,
        group_name=group_name,
        state=lot.state,
        stage=sale_stage(lot, today=today),
        review_note=lot.review_note,
        is_fictional=lot.is_fictional,
        published_at=lot.published_at,
        changed_at=lot.changed_at,
        terms=lot_terms(lot),
        reserved_bags=lot.reserved_bags,
        eudr_status=lot.eudr_status,
        global_quality=lot.global_quality,
        cadmium=lot.cadmium,
        grade=lot.grade,
        traced=traced_percent(lot.filled, lot.volume),
        steps=tuple(step for step in steps if may(viewer, ACT_OF.get(step, Act.REVIEW_LOT), lot.stake)),
        may_edit=edits and may(viewer, Act.EDIT_LOT, lot.stake),
        may_record=records and may(viewer, Act.RECORD_EVALUATION, lot.stake),
    )


def _own(viewer: Viewer) -> ColumnElement[bool]:
    return Lot.organization_id == viewer.organization_id if viewer.role is Role.PRODUCER else false()


def _to_review(viewer: Viewer) -> ColumnElement[bool]:
    return Lot.state == LotState.IN_REVIEW if viewer.role is Role.FACILITATOR else false()
