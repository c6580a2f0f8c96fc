"""The list of demands: filtered, sorted and paged in the database, as each viewer may see it."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Row, Select, func, select

from marketplace.domain.demand_browsing import DemandFilters, DemandSort
from marketplace.domain.demands import DemandState
from marketplace.domain.mass import Mass
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.people.accounts import Organization
from marketplace.queries.demands.showing import DemandLine, line_of, visible_to

PER_PAGE = 20
MOST_JUDGED = 1_000


def list_demands(viewer: Viewer, filters: DemandFilters, *, sort: DemandSort, page: int) -> list[DemandLine]:
    """List one page of the demands that the viewer may see."""
    query = _chosen(viewer, filters).order_by(*ORDERS[sort], Demand.id.desc())
    rows = db.session.execute(query.limit(PER_PAGE).offset(PER_PAGE * (page - 1)))
    return [line_of(row.Demand, row.Organization, viewer=viewer) for row in rows]


def count_demands(viewer: Viewer, filters: DemandFilters) -> int:
    """Count the demands that the viewer may see."""
    chosen = _chosen(viewer, filters).with_only_columns(Demand.id).subquery()
    return db.session.scalar(select(func.count()).select_from(chosen)) or 0


def count_states(viewer: Viewer) -> dict[DemandState, int]:
    """Count the demands that the viewer may see, by state."""
    counted = select(Demand.state, func.count()).join(Demand.organization).where(visible_to(viewer))
    return {row[0]: row[1] for row in db.session.execute(counted.group_by(Demand.state))}


def list_open_rows(viewer: Viewer, filters: DemandFilters) -> list[Row[Any]]:
    """Return `Demand` and `Organization` of the newest open demands that fit the filters, for other queries."""
    query = _chosen(viewer, replace(filters, states=(DemandState.OPEN,)))
    return list(db.session.execute(query.order_by(Demand.id.desc()).limit(MOST_JUDGED)))


def _chosen(viewer: Viewer, filters: DemandFilters) -> Select[Any, Any]:
    query = select(Demand, Organization).join(Demand.organization).where(visible_to(viewer))
    if filters.states:
        query = query.where(Demand.state.in_(filters.states))
    if filters.destination:
        query = query.where(Demand.destination == filters.destination)
    if filters.flavour:
        query = query.where(Demand.weights.has_key(filters.flavour))
    if filters.kilograms is not None:
        query = query.where(Demand.volume_min <= Mass(filters.kilograms))
    if filters.maker:
        query = query.where(Organization.name.icontains(filters.maker, autoescape=True))
    if filters.only is not None:
        query = query.where(Demand.id.in_(filters.only))
    return query


ORDERS: dict[DemandSort, tuple[Any, ...]] = {
    DemandSort.NEWEST: (func.coalesce(Demand.opened_at, Demand.created_at).desc(),),
    DemandSort.SOONEST: (Demand.delivery_start, Demand.delivery_end),
    DemandSort.LARGEST: (Demand.volume_max.desc(),),
}
