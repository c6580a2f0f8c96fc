"""What a maker does with its demands: draft, change, open, withdraw, take up again, close."""

from dataclasses import fields
from datetime import datetime

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.demands import (
    DEMAND_MACHINE,
    DemandPermit,
    DemandStep,
    DemandTerms,
    demand_faults,
    opening_faults,
)
from marketplace.domain.errors import NotAllowed, Refused, reason, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import DemandId
from marketplace.domain.plain import to_plain
from marketplace.domain.viewers import Viewer
from marketplace.models.demands.steps import (
    create_demand,
    lock_demand,
    move_demand,
    record_drafted,
    refuse_if_unanswered,
    write_terms,
)
from marketplace.models.lots.facts import demand_terms
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import use_case


@use_case
def draft_demand(
    terms: DemandTerms, *, by: Viewer, now: datetime, code: str | None = None, is_fictional: bool = False
) -> Demand:
    """Write down a demand of the viewer's organization as a draft; without a `code` it is numbered."""
    check_may(by, Act.DRAFT_DEMAND)
    if by.organization_id is None:
        raise NotAllowed("act.makers_only")
    demand = create_demand(terms, by.organization_id, code=code, now=now)
    demand.is_fictional = is_fictional
    record_drafted(demand, by=by, now=now)
    return demand


@use_case
def edit_demand(demand_id: DemandId, terms: DemandTerms, *, seen: int | None, by: Viewer, now: datetime) -> Demand:
    """Change what a draft states; `seen` is the version looked at, `Stale` is raised where it has changed since."""
    demand = lock_demand(demand_id, by)
    check_may(by, Act.EDIT_DEMAND, demand.stake)
    demand.expect_version(seen)
    if not DEMAND_MACHINE.permits(demand.state, DemandPermit.EDIT):
        raise Refused(reason("demand.not_editable", state=demand.state))
    refuse_if_any(demand_faults(terms))
    old = demand_terms(demand)
    changes = _changes(old, terms)
    if changes:
        write_terms(demand, terms)
        record_event(demand, EventKind.DEMAND_CHANGED, by=by, now=now, changes=changes)
    return demand


@use_case
def open_demand(demand_id: DemandId, *, seen: int | None, by: Viewer, now: datetime) -> Demand:
    """Put a draft before the producer groups and into the next rounds; every rule of opening must hold."""
    demand = lock_demand(demand_id, by)
    check_may(by, Act.OPEN_DEMAND, demand.stake)
    demand.expect_version(seen)
    refuse_if_any(opening_faults(demand_terms(demand), today=day_in_lima(now)))
    move_demand(demand, DemandStep.OPEN, by=by, now=now)
    return demand


@use_case
def withdraw_demand(demand_id: DemandId, *, seen: int | None, by: Viewer, now: datetime) -> Demand:
    """Take a demand back; refused while allocations wait for an answer."""
    return _take_back(demand_id, DemandStep.WITHDRAW, seen=seen, by=by, now=now)


@use_case
def close_demand(demand_id: DemandId, *, seen: int | None, by: Viewer, now: datetime) -> Demand:
    """End the search of an open demand; what is promised stays promised."""
    return _take_back(demand_id, DemandStep.CLOSE, seen=seen, by=by, now=now)


@use_case
def revise_demand(demand_id: DemandId, *, seen: int | None, by: Viewer, now: datetime) -> Demand:
    """Turn an open, withdrawn or closed demand into a draft again, to be changed and opened anew."""
    return _take_back(demand_id, DemandStep.REVISE, seen=seen, by=by, now=now)


STEPS = {
    DemandStep.OPEN: open_demand,
    DemandStep.WITHDRAW: withdraw_demand,
    DemandStep.CLOSE: close_demand,
    DemandStep.REVISE: revise_demand,
}
"""Step → the use case that takes it."""


def _take_back(demand_id: DemandId, step: DemandStep, *, seen: int | None, by: Viewer, now: datetime) -> Demand:
    demand = lock_demand(demand_id, by)
    check_may(by, Act.EDIT_DEMAND if step is DemandStep.REVISE else Act.WITHDRAW_DEMAND, demand.stake)
    demand.expect_version(seen)
    refuse_if_unanswered(demand)
    move_demand(demand, step, by=by, now=now)
    return demand


def _changes(old: DemandTerms, new: DemandTerms) -> dict[str, list[object]]:
    pairs = ((each.name, getattr(old, each.name), getattr(new, each.name)) for each in fields(DemandTerms))
    return {name: [to_plain(before), to_plain(after)] for name, before, after in pairs if before != after}
