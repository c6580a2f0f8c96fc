"""Demands that a maker has begun to write down: started, saved step by step, finished as a draft, or thrown away."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from marketplace.domain.acts import Act, check_may
from marketplace.domain.demands import DemandTerms
from marketplace.domain.errors import NotAllowed, NotFound, Refused
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.demands.steps import create_demand, record_drafted
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.people.started_demands import StartedDemand
from marketplace.services.transaction import use_case

MOST_LETTERS = 20_000
Typed = Mapping[str, Sequence[str]]


@use_case
def start_demand(typed: Mapping[str, Typed], *, by: Viewer, now: datetime) -> int:
    """Begin to write down a demand with what is typed already, by step, and return its number."""
    check_may(by, Act.DRAFT_DEMAND)
    if by.organization_id is None or by.user_id is None:
        raise NotAllowed("act.makers_only")
    row = StartedDemand(
        organization_id=by.organization_id,
        started_by_id=by.user_id,
        created_at=now,
        changed_at=now,
        typed=_short_enough(typed),
    )
    db.session.add(row)
    db.session.flush()
    return row.id


@use_case
def save_step(started_id: int, step: str, *, typed: Typed, by: Viewer, now: datetime) -> None:
    """Keep what was typed in one step, readable or not, so that nothing is lost."""
    row = _own(started_id, by)
    row.typed = _short_enough({**row.typed, step: typed})
    row.changed_at = now


@use_case
def finish_demand(started_id: int, terms: DemandTerms, *, by: Viewer, now: datetime) -> Demand:
    """Turn what was written down into a draft of a demand."""
    row = _own(started_id, by)
    demand = create_demand(terms, row.organization_id, code=None, now=now)
    record_drafted(demand, by=by, now=now)
    db.session.delete(row)
    return demand


@use_case
def discard_started_demand(started_id: int, *, by: Viewer) -> None:
    """Throw away what was written down."""
    db.session.delete(_own(started_id, by))


def _own(started_id: int, by: Viewer) -> StartedDemand:
    row = db.session.get(StartedDemand, started_id, with_for_update=True)
    if row is None or row.organization_id != by.organization_id:
        raise NotFound("started_demand.unknown")
    check_may(by, Act.EDIT_DEMAND, row.stake)
    return row


def _short_enough(typed: Mapping[str, Typed]) -> dict[str, dict[str, list[str]]]:
    plain = {step: _storable(fields) for step, fields in typed.items()}
    if len(str(plain)) > MOST_LETTERS:
        raise Refused("started_demand.too_much_typed")
    return plain


def _storable(fields: Typed) -> dict[str, list[str]]:
    return {name: [text.replace("\0", "") for text in texts] for name, texts in fields.items()}
