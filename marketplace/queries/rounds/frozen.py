"""What is needed to solve a round again: its frozen inputs, and what was decided on them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from marketplace.domain.errors import NotFound
from marketplace.domain.ids import RoundId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.rounds.rounds import Allocation, Round
from marketplace.queries.rounds.showing import visible_to

Line = tuple[int, int | None, int | None, int, int]
"""A line of a plan: lot, demand or bid, bags, and value in cents."""


@dataclass(frozen=True, slots=True)
class FrozenRound:
    """What is needed to solve a round again and to compare: its inputs, their hash, and the versions of then."""

    id: RoundId
    inputs: dict[str, Any]
    inputs_hash: str
    versions: dict[str, str]
    status: str
    value_cents: int
    bound_cents: int
    lines: frozenset[Line]


def get_frozen_round(round_id: int, viewer: Viewer) -> FrozenRound:
    """Return a planned round's inputs and what was decided; raises `NotFound` where there is no plan."""
    row = db.session.scalar(
        select(Round).where(Round.id == round_id, visible_to(viewer), Round.plan_status.is_not(None))
    )
    if row is None:
        raise NotFound("round.unknown")
    taker = Allocation.demand_id, Allocation.bid_id
    columns = (Allocation.lot_id, *taker, Allocation.bags, Allocation.value_cents)
    lines = db.session.execute(select(*columns).where(Allocation.round_id == row.id))
    return FrozenRound(
        id=row.id,
        inputs=row.inputs or {},
        inputs_hash=row.inputs_hash or "",
        versions=row.versions or {},
        status=row.plan_status or "",
        value_cents=row.value_cents or 0,
        bound_cents=row.bound_cents or 0,
        lines=frozenset((lot, demand, bid, bags, value) for lot, demand, bid, bags, value in lines),
    )
