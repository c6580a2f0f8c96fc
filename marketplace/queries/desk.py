"""The facilitators' desk: what waits for a decision, contracts measured against floor, reference and threshold."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from marketplace.domain.contracts.approvals import needs_second, second_review_from
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.flag_checks import mark_of
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import Reason
from marketplace.domain.events import SubjectKind
from marketplace.domain.prices import ReferenceKind, References, premium_over_reference, price_floor
from marketplace.domain.viewers import Viewer
from marketplace.models.accounts.sides import MakerSide, ProducerSide
from marketplace.models.base import db
from marketplace.models.lots.figures import references_in_force
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.record.turns import Turn
from marketplace.queries.contracts.pages import ContractLine, ContractPage
from marketplace.queries.contracts.showing import PER_PAGE, list_flagged, list_flags
from marketplace.queries.notices import turns

MOST_SHOWN = 10
ROOMS_OF_THEIR_OWN = (SubjectKind.CONTRACT, SubjectKind.LOT, SubjectKind.ROUND)
"""What facilitators look at elsewhere on the desk, or in the rooms of rounds."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What a contract's price is measured against; None where there is nothing to compare with.

    `floor` is USD/t FOB, `farm_gate` and `reference` are PEN/kg, `premium` is the share above the reference.
    """

    floor: Decimal | None
    farm_gate: Decimal | None
    reference: Decimal | None
    premium: Decimal | None
    needs_second: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """One contract on the desk, with what it is measured against."""

    line: ContractLine
    measure: Measure

    @property
    def due_at(self) -> datetime | None:
        """Until when it should be judged."""
        return self.line.due_at


@dataclass(frozen=True, slots=True)
class Decision:
    """Something else that waits for a facilitator: what must be done, about what, between whom, until when."""

    subject_kind: SubjectKind
    subject_id: int
    task: str
    about: str
    producer_name: str | None
    maker_name: str | None
    since: datetime
    due_at: datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """What the desk knows of one contract beside the contract itself, and what else waits."""

    flags: tuple[Reason, ...]
    measure: Measure
    queue: tuple[turns.OpenTurn, ...]

    @property
    def marks(self) -> str:
        """The marks of its flags, as a page carries them along."""
        return " ".join(map(mark_of, self.flags))


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the desk in the order of deadlines, and whether more contracts or other decisions wait behind it."""

    lines: tuple[Waiting | Decision, ...]
    has_more_contracts: bool
    has_more_decisions: bool


def list_to_judge(viewer: Viewer, *, now: datetime, page: int = 1) -> list[Waiting]:
    """List what waits for a facilitator, oldest deadline first."""
    references = references_in_force(day_in_lima(now))
    lines = list_flagged(viewer, now=now, references=references, page=page)
    return [Waiting(line, _measure(line.terms, references)) for line in lines]


def list_queue(viewer: Viewer, *, now: datetime, page: int = 1) -> Queue:
    """List contracts and, on the first page, all else that a facilitator decides about, oldest deadline first."""
    contracts = list_to_judge(viewer, now=now, page=page)
    decisions = list_decisions(viewer, now=now) if page == 1 else []
    found: list[Waiting | Decision] = [*contracts, *decisions]
    lines = sorted(found, key=lambda each: (each.due_at is None, each.due_at or now))
    return Queue(tuple(lines), len(contracts) == PER_PAGE, len(decisions) == MOST_SHOWN)


def list_decisions(viewer: Viewer, *, now: datetime) -> list[Decision]:
    """List amendments, weights, claims and awards that wait for a facilitator."""
    own_rooms = Turn.subject_kind.in_(ROOMS_OF_THEIR_OWN)
    chosen = select(Turn.id).where(turns.visible_to(viewer), Turn.organization_id.is_(None), ~own_rooms)
    first = chosen.order_by(Turn.due_at, Turn.id).limit(turns.MOST_SHOWN).scalar_subquery()
    query = (
        select(Turn, ProducerSide.name.label("producer_name"), MakerSide.name.label("maker_name"))
        .outerjoin(Contract, Contract.code == Turn.about)
        .outerjoin(ProducerSide, ProducerSide.id == Contract.producer_id)
        .outerjoin(MakerSide, MakerSide.id == Contract.maker_id)
        .where(Turn.id.in_(first))
        .order_by(Turn.due_at, Turn.id)
    )
    return [_decision(row, now) for row in db.session.execute(query)]


def _decision(row: Any, now: datetime) -> Decision:  # noqa: ANN401 - a result row
    turn: Turn = row.Turn
    return Decision(
        subject_kind=turn.subject_kind,
        subject_id=turn.subject_id,
        task=turn.task,
        about=turn.about,
        producer_name=row.producer_name,
        maker_name=row.maker_name,
        since=turn.since,
        due_at=turn.due_at,
        is_late=turn.due_at is not None and turn.due_at <= now,
    )


def get_judged(contract: ContractPage, viewer: Viewer, *, now: datetime) -> Judged:
    """Gather what a facilitator needs to judge one contract."""
    references = references_in_force(day_in_lima(now))
    found = list_flags(contract.line.id, viewer, today=day_in_lima(now), references=references)
    own = (SubjectKind.CONTRACT, contract.line.id)
    others = turns.list_turns(viewer, now=now, limit=MOST_SHOWN + 1)
    queue = [each for each in others if (each.subject_kind, each.subject_id) != own]
    return Judged(tuple(found), _measure(contract.terms, references), tuple(queue[:MOST_SHOWN]))


def _measure(terms: ContractTerms, references: References) -> Measure:
    farm_gate = terms.farm_gate_pen_kg
    return Measure(
        floor=_floor(terms, references),
        farm_gate=farm_gate,
        reference=references.value(ReferenceKind.FARM_GATE),
        premium=None if farm_gate is None else premium_over_reference(farm_gate, references),
        needs_second=needs_second(terms.total, second_review_from(references)),
    )


def _floor(terms: ContractTerms, references: References) -> Decimal | None:
    try:
        return price_floor(terms.certificates, references)
    except LookupError:
        return None
