"""Samples in a list: what each is of, where it stands, and whether it waits for the viewer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, func, select

from marketplace.domain.ids import ContractId, LotId, SampleId
from marketplace.domain.samples.life import OPEN, TURNS, SampleKind, SampleState, turn_of
from marketplace.domain.turns import Task
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.accounts.sides import MakerSide, ProducerSide
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.samples import Sample
from marketplace.models.rows.market.lots import Lot
from marketplace.models.samples.steps import seen_by
from marketplace.queries.counting import remembered_count

PER_PAGE = 24
OVER = 2
MOST_OF_ONE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleLine:
    """One sample in a list; `counterpart` is the other side as seen from the viewer's."""

    id: SampleId
    code: str
    kind: SampleKind
    state: SampleState
    number: int
    lot_id: LotId
    lot_code: str
    contract_id: ContractId | None
    contract_code: str | None
    producer: str
    maker: str
    counterpart: str
    grams: int
    asked_at: datetime
    due_at: datetime | None
    task: Task | None
    is_your_turn: bool
    is_late: bool


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Let both sides see their samples, and facilitators all; a rival learns of none."""
    return seen_by(viewer)


def list_samples(viewer: Viewer, *, now: datetime, is_open: bool | None = None, page: int = 1) -> list[SampleLine]:
    """List samples: what waits for the viewer first, nearest deadline first, then the newest."""
    urgency = _urgency(viewer)
    order = urgency, Sample.due_at, Sample.id.desc()  # those without a deadline come last
    chosen = select(Sample.id).where(visible_to(viewer)).order_by(*order)
    if is_open is not None:
        chosen = chosen.where(urgency < OVER if is_open else urgency == OVER)
    of_page = chosen.limit(PER_PAGE).offset(PER_PAGE * (page - 1)).scalar_subquery()
    return [
        line_of(row, viewer, now=now) for row in _rows(_lines(viewer).where(Sample.id.in_(of_page)).order_by(*order))
    ]


def count_samples(viewer: Viewer, *, is_open: bool | None = None) -> int:
    """Count samples; long counts are remembered for a minute."""
    query = select(func.count()).select_from(Sample).where(visible_to(viewer))
    if is_open is not None:
        query = query.where(Sample.state.in_(OPEN) if is_open else Sample.state.not_in(OPEN))
    key = ("samples", viewer.role, viewer.organization_id, is_open)
    return remembered_count(key, lambda: db.session.scalar(query) or 0)


def list_samples_of_lot(viewer: Viewer, lot_id: LotId, *, now: datetime) -> list[SampleLine]:
    """List the samples of one lot that the viewer may see, newest first."""
    query = _lines(viewer).where(Sample.lot_id == lot_id).order_by(Sample.id.desc()).limit(MOST_OF_ONE)
    return [line_of(row, viewer, now=now) for row in _rows(query)]


def list_fitting(viewer: Viewer, condition: ColumnElement[bool], *, now: datetime) -> list[tuple[Sample, SampleLine]]:
    """List the samples with their lines that fit the caller's condition and the viewer may see, eldest first."""
    query = _lines(viewer).where(condition).order_by(Sample.id).limit(MOST_OF_ONE)
    return [(row.Sample, line_of(row, viewer, now=now)) for row in _rows(query)]


def find_line(viewer: Viewer, sample_id: int, *, now: datetime) -> tuple[Sample, SampleLine] | None:
    """Find one sample with its line; None where there is none or it is not the viewer's to see."""
    rows = _rows(_lines(viewer).where(Sample.id == sample_id))
    return (rows[0].Sample, line_of(rows[0], viewer, now=now)) if rows else None


def line_of(row: Any, viewer: Viewer, *, now: datetime) -> SampleLine:  # noqa: ANN401 - a row of `_lines`
    """Say one row as its line."""
    sample: Sample = row.Sample
    task, asked = turn_of(sample.state, sample.kind) or (None, None)
    is_producers = viewer.organization_id == sample.producer_id
    return SampleLine(
        id=sample.id,
        code=sample.code,
        kind=sample.kind,
        state=sample.state,
        number=sample.number,
        lot_id=sample.lot_id,
        lot_code=row.lot_code,
        contract_id=sample.contract_id,
        contract_code=row.contract_code,
        producer=row.producer,
        maker=row.maker,
        counterpart=row.maker if is_producers else row.producer,
        grams=sample.grams,
        asked_at=sample.asked_at,
        due_at=sample.due_at,
        task=task,
        is_your_turn=asked is viewer.role,
        is_late=sample.due_at is not None and sample.due_at < now,
    )


def _rows(query: Select[*tuple[Any, ...]]) -> list[Any]:
    return list(db.session.execute(query).all())


def _urgency(viewer: Viewer) -> ColumnElement[int]:
    """Put what waits for the viewer first, then what waits for others, then what is over."""
    if viewer.role is Role.FACILITATOR:
        return func.sample_urgency(Sample.state, Sample.kind, type_=Integer)
    states = [state for state, (_task, role) in TURNS.items() if role is viewer.role]
    mine = and_(Sample.state.in_(states), Sample.kind != SampleKind.ARBITRATION)
    return case((mine, 0), (Sample.state.in_(OPEN), 1), else_=OVER)


def _lines(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Sample,
            Lot.code.label("lot_code"),
            Contract.code.label("contract_code"),
            ProducerSide.name.label("producer"),
            MakerSide.name.label("maker"),
        )
        .join(Lot, Lot.id == Sample.lot_id)
        .join(ProducerSide, ProducerSide.id == Sample.producer_id)
        .join(MakerSide, MakerSide.id == Sample.maker_id)
        .outerjoin(Contract, Contract.id == Sample.contract_id)
        .where(visible_to(viewer))
    )
