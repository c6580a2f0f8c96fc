"""Steps that several use cases on demands share: who may see a demand, locking it, creating it, and moving it on."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, select, text, true

from marketplace.domain.accounts import VerificationState
from marketplace.domain.allocations import AllocationState
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.demands import (
    DEMAND_MACHINE,
    DemandState,
    DemandStep,
    DemandTerms,
    code_faults,
    demand_faults,
)
from marketplace.domain.errors import NotFound, Refused, reason, refuse_if_any
from marketplace.domain.events import EventKind, SubjectKind, step_taken
from marketplace.domain.ids import DemandId, OrganizationId
from marketplace.domain.plain import to_plain
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.rounds.rounds import Allocation

SAME_NAMED = (
    "title",
    "needs_eudr",
    "cadmium_max",
    "moisture_max",
    "fermentation_min",
    "off_max",
    "global_quality_min",
    "volume_min",
    "volume_max",
    "max_lots",
    "ceiling",
    "destination",
    "delivery_start",
    "delivery_end",
    "needs_sample",
    "prefers_women_led",
    "notes",
)


def seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """Let a maker see its own demands, producer groups the open ones of verified makers, and facilitators all.

    The condition reads the maker's `Organization`, which the statement must join.
    """
    if viewer.role is Role.FACILITATOR:
        return true()
    if viewer.organization_id is None:
        return false()
    if viewer.role is Role.PRODUCER:
        return and_(Demand.state == DemandState.OPEN, Organization.state == VerificationState.VERIFIED)
    return Demand.organization_id == viewer.organization_id


def lock_demand(demand_id: DemandId, by: Viewer) -> Demand:
    """Lock a demand for this transaction; raises `NotFound` where there is none, or it is not the viewer's to see."""
    seen = select(Demand).join(Demand.organization).where(Demand.id == demand_id, seen_by(by))
    locked = seen.with_for_update(of=Demand).execution_options(populate_existing=True)
    demand = db.session.scalar(locked)
    if demand is None:
        raise NotFound("demand.unknown")
    return demand


def create_demand(terms: DemandTerms, organization_id: OrganizationId, *, code: str | None, now: datetime) -> Demand:
    """Make a draft of a maker's demand, numbered where no `code` is given; the caller records that it was drafted.

    Raises `Refused` where the terms cannot be true.
    """
    refuse_if_any([*demand_faults(terms), *(code_faults(code) if code else ())])
    demand_id = DemandId(db.session.scalar(text("SELECT nextval(pg_get_serial_sequence('demands', 'id'))")))
    demand = Demand(
        id=demand_id,
        code=code or f"D-{day_in_lima(now).year}-{demand_id:05d}",
        organization_id=organization_id,
        state=DemandState.DRAFT,
        created_at=now,
        changed_at=now,
    )
    write_terms(demand, terms)
    return demand


def record_drafted(demand: Demand, *, by: Viewer, now: datetime) -> None:
    """Say in a demand's history that it was drafted."""
    record_event(demand, EventKind.DEMAND_DRAFTED, by=by, now=now)


def write_terms(demand: Demand, terms: DemandTerms) -> None:
    """Write what the maker states into the row."""
    for name in SAME_NAMED:
        setattr(demand, name, getattr(terms, name))
    demand.target_profile = to_plain(terms.target_profile)
    demand.weights = to_plain(terms.weights)
    demand.tolerances = to_plain(terms.tolerances)
    demand.certificates = sorted(each.value for each in terms.certificates)
    demand.recipe = to_plain(terms.recipe)


def move_demand(demand: Demand, step: DemandStep, *, by: Viewer, now: datetime) -> None:
    """Take a step in a demand's life and write it into its history."""
    demand.state = DEMAND_MACHINE.advance(demand.state, step, by.role)
    if demand.state is DemandState.OPEN:
        demand.opened_at = now
    record_event(demand, step_taken(SubjectKind.DEMAND, step), by=by, now=now)


def refuse_if_unanswered(demand: Demand) -> None:
    """Raise `Refused` while allocations of a round wait for an answer: what they rest on must not move."""
    waiting = db.session.scalar(
        select(func.count())
        .select_from(Allocation)
        .where(Allocation.demand_id == demand.id, Allocation.state == AllocationState.OFFERED)
    )
    if waiting:
        raise Refused(reason("demand.answers_pending", count=waiting))
