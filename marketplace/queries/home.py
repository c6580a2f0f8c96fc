"""What waits for the viewer, and how far a new organization has come: one statement for the first page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, literal, null, or_, select

from marketplace.domain.allocations import AllocationState
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.life import BEFORE_FACILITATORS, ContractState
from marketplace.domain.demands import DemandState
from marketplace.domain.lots import LotState
from marketplace.domain.rounds import RoundState
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.people.certificates import Certificate
from marketplace.models.rows.rounds.rounds import Allocation, Round
from marketplace.queries.accounts.organizations import to_verify

OPTIONAL = {"certificate"}
CERTIFICATE_WARNING = timedelta(days=60)
PARTIES = (Role.PRODUCER, Role.MAKER)
GROUPS = (Role.PRODUCER,)
DESK = (Role.FACILITATOR,)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for the viewer: a code that the page says, how many, and the first deadline."""

    code: str
    count: int
    until: datetime | date | None


@dataclass(frozen=True, slots=True)
class Task:
    """One step of a new organization on its way into the market; an optional one keeps nobody waiting."""

    code: str
    is_done: bool

    @property
    def is_optional(self) -> bool:
        """Whether one may do without."""
        return self.code in OPTIONAL


@dataclass(frozen=True, slots=True)
class Home:
    """What the first page shows to somebody who is signed in."""

    waiting: tuple[Waiting, ...]
    tasks: tuple[Task, ...]

    @property
    def is_settled(self) -> bool:
        """Whether every step of the beginning is taken that must be."""
        return all(task.is_done or task.is_optional for task in self.tasks)


Condition = Callable[[Viewer, datetime], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Source:
    """Where something waits: for which roles, which rows of which table, and the column that holds the deadline."""

    code: str
    roles: tuple[Role, ...]
    table: Any
    condition: Condition
    until: Any = None


def get_home(viewer: Viewer, *, now: datetime) -> Home:
    """Gather what waits and what is still to do, in one statement."""
    sources = [source for source in SOURCES if viewer.role in source.roles]
    steps = TASKS.get(viewer.role, {})
    columns: list[ColumnElement[Any]] = []
    for source in sources:
        columns += _counted(source, viewer, now)
    columns += [step(viewer) for step in steps.values()]
    values = list(db.session.execute(select(*columns)).one()) if columns else []
    waiting = [
        Waiting(source.code, values[2 * at], values[2 * at + 1]) for at, source in enumerate(sources) if values[2 * at]
    ]
    done = values[2 * len(sources) :]
    return Home(tuple(waiting), tuple(Task(code, bool(each)) for code, each in zip(steps, done, strict=True)))


def _counted(source: Source, viewer: Viewer, now: datetime) -> list[ColumnElement[Any]]:
    condition = source.condition(viewer, now)
    count = select(func.count()).select_from(source.table).where(condition).scalar_subquery()
    if source.until is None:
        return [count, null()]
    return [count, select(func.min(source.until)).where(condition).scalar_subquery()]


def _to_answer(viewer: Viewer, now: datetime) -> ColumnElement[bool]:
    own = viewer.organization_id
    return and_(
        Allocation.state == AllocationState.OFFERED,
        or_(Allocation.answer_by.is_(None), Allocation.answer_by >= now),
        or_(
            and_(Allocation.producer_id == own, Allocation.producer_answer.is_(None)),
            and_(Allocation.maker_id == own, Allocation.maker_answer.is_(None)),
        ),
    )


def _own_contract(viewer: Viewer) -> ColumnElement[bool]:
    return or_(Contract.producer_id == viewer.organization_id, Contract.maker_id == viewer.organization_id)


def _to_revise(viewer: Viewer, _: datetime) -> ColumnElement[bool]:
    return and_(Contract.state == ContractState.RETURNED, _own_contract(viewer))


def _to_confirm(viewer: Viewer, _: datetime) -> ColumnElement[bool]:
    others = Contract.revised_by_id.is_distinct_from(viewer.organization_id)
    return and_(Contract.state == ContractState.REVISED, _own_contract(viewer), others)


def _to_sign(viewer: Viewer, _: datetime) -> ColumnElement[bool]:
    own = viewer.organization_id
    unsigned = or_(
        and_(Contract.producer_id == own, Contract.producer_signed_at.is_(None)),
        and_(Contract.maker_id == own, Contract.maker_signed_at.is_(None)),
    )
    return and_(Contract.state == ContractState.SIGNING, unsigned)


def _returned(viewer: Viewer, _: datetime) -> ColumnElement[bool]:
    return and_(
        Lot.organization_id == viewer.organization_id, Lot.state == LotState.DRAFT, Lot.review_note.is_not(None)
    )


def _ending(viewer: Viewer, now: datetime) -> ColumnElement[bool]:
    today = day_in_lima(now)
    ends_soon = Certificate.valid_to.between(today, today + CERTIFICATE_WARNING)
    return and_(Certificate.organization_id == viewer.organization_id, ends_soon)


def _judged(_viewer: Viewer, _now: datetime) -> ColumnElement[bool]:
    return Contract.state.in_(BEFORE_FACILITATORS)


def _sent(_viewer: Viewer, _now: datetime) -> ColumnElement[bool]:
    return Lot.state == LotState.IN_REVIEW


def _unverified(viewer: Viewer, _now: datetime) -> ColumnElement[bool]:
    return to_verify(viewer)


def _planned(_viewer: Viewer, _now: datetime) -> ColumnElement[bool]:
    return Round.state == RoundState.PLANNED


def _failed(_viewer: Viewer, _now: datetime) -> ColumnElement[bool]:
    return Round.state == RoundState.FAILED


SOURCES: tuple[Source, ...] = (
    Source("contracts_to_judge", DESK, Contract, _judged, Contract.review_by),
    Source("organizations_to_verify", DESK, Organization, _unverified),
    Source("lots_to_judge", DESK, Lot, _sent),
    Source("plans_to_publish", DESK, Round, _planned),
    Source("rounds_that_failed", DESK, Round, _failed),
    Source("allocations_to_answer", PARTIES, Allocation, _to_answer, Allocation.answer_by),
    Source("contracts_to_sign", PARTIES, Contract, _to_sign, Contract.sign_by),
    Source("contracts_to_revise", PARTIES, Contract, _to_revise, Contract.sign_by),
    Source("contracts_to_confirm", PARTIES, Contract, _to_confirm, Contract.sign_by),
    Source("lots_returned", GROUPS, Lot, _returned),
    Source("certificates_ending", GROUPS, Certificate, _ending, Certificate.valid_to),
)
"""What may wait, in the order in which it is shown; a further kind needs a line here and a sentence on the page."""


def _own_organization(viewer: Viewer, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Organization.id == viewer.organization_id, *conditions)


def _is_described(viewer: Viewer) -> ColumnElement[bool]:
    has_story = or_(Organization.story_en.is_not(None), Organization.story_es.is_not(None))
    return or_(literal(viewer.is_verified), _own_organization(viewer, Organization.tax_number.is_not(None), has_story))


def _is_verified(viewer: Viewer) -> ColumnElement[bool]:
    return literal(viewer.is_verified)


def _has_certificate(viewer: Viewer) -> ColumnElement[bool]:
    return exists().where(Certificate.organization_id == viewer.organization_id)


def _has_lot(viewer: Viewer) -> ColumnElement[bool]:
    return exists().where(Lot.organization_id == viewer.organization_id)


def _has_sent_lot(viewer: Viewer) -> ColumnElement[bool]:
    return exists().where(Lot.organization_id == viewer.organization_id, Lot.state != LotState.DRAFT)


def _has_demand(viewer: Viewer) -> ColumnElement[bool]:
    return exists().where(Demand.organization_id == viewer.organization_id)


def _has_opened_demand(viewer: Viewer) -> ColumnElement[bool]:
    return exists().where(Demand.organization_id == viewer.organization_id, Demand.state != DemandState.DRAFT)


TASKS: dict[Role, dict[str, Callable[[Viewer], ColumnElement[bool]]]] = {
    Role.PRODUCER: {
        "describe": _is_described,
        "certificate": _has_certificate,
        "draft_lot": _has_lot,
        "verification": _is_verified,
        "send_lot": _has_sent_lot,
    },
    Role.MAKER: {
        "describe": _is_described,
        "draft_demand": _has_demand,
        "verification": _is_verified,
        "open_demand": _has_opened_demand,
    },
}
"""The way into the market for each side, step by step."""
