"""Farmers as the scale house looks for them while typing, with their plots and what was usual last time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import ColumnElement, func, or_, select

from marketplace.domain.deliveries.terms import CacaoForm
from marketplace.domain.ids import FarmerId, PlotId
from marketplace.domain.plots.register import PlotState
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.traces.deliveries import Delivery
from marketplace.models.rows.traces.farmers import Farmer
from marketplace.models.rows.traces.plots import Plot

MOST_FOUND = 8
SHORTEST_NUMBER = 4


@dataclass(frozen=True, slots=True)
class Usual:
    """What was written the last time."""

    form: CacaoForm
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class Choice:
    """One farmer to choose, and the plots from which the cacao may come; private."""

    id: FarmerId
    code: str
    name: str = field(repr=False)
    place: str | None
    plots: tuple[tuple[PlotId, str], ...]


def find_farmers(viewer: Viewer, typed: str) -> list[Choice]:
    """Find farmers of the own group by a part of the name, the beginning of the code, or of the DNI."""
    words = typed.strip().lower()
    if not words:
        return []
    return _choices(viewer, *(_matches(word) for word in words.split()))


def get_choice(viewer: Viewer, farmer_id: int) -> Choice | None:
    """Find one farmer of the own group."""
    return next(iter(_choices(viewer, Farmer.id == farmer_id)), None)


def list_recent(viewer: Viewer) -> list[Choice]:
    """List the farmers who brought cacao last."""
    newest = (
        select(Delivery.farmer_id, func.max(Delivery.id).label("last"))
        .where(Delivery.organization_id == viewer.organization_id)
        .group_by(Delivery.farmer_id)
        .order_by(func.max(Delivery.id).desc())
        .limit(MOST_FOUND)
    )
    order = [row.farmer_id for row in db.session.execute(newest)]
    found = {each.id: each for each in _choices(viewer, Farmer.id.in_(order))}
    return [found[each] for each in order if each in found]


def usual_of(viewer: Viewer) -> Usual | None:
    """Say what stood on the group's last receipt."""
    query = (
        select(Delivery.form, Delivery.price)
        .where(Delivery.organization_id == viewer.organization_id, Delivery.voided_at.is_(None))
        .order_by(Delivery.id.desc())
        .limit(1)
    )
    row = db.session.execute(query).one_or_none()
    return Usual(row.form, row.price) if row else None


def _matches(word: str) -> ColumnElement[bool]:
    plain = func.unaccent(word)
    places = [func.unaccent(func.lower(Farmer.name)).contains(plain), func.lower(Farmer.code).startswith(word)]
    if word.isdecimal() and len(word) >= SHORTEST_NUMBER:
        places.append(Farmer.national_id.startswith(word))
    return or_(*places)


def _choices(viewer: Viewer, *conditions: ColumnElement[bool]) -> list[Choice]:
    """Read farmers with their plots, in two queries."""
    query = (
        select(Farmer)
        .where(Farmer.organization_id == viewer.organization_id, Farmer.erased_at.is_(None), Farmer.left_on.is_(None))
        .where(*conditions)
        .order_by(func.lower(Farmer.name), Farmer.id)
        .limit(MOST_FOUND)
    )
    rows = db.session.scalars(query).all()
    plots = _plots_of([row.id for row in rows])
    return [
        Choice(row.id, row.code, row.name, row.community or row.district, tuple(plots.get(row.id, []))) for row in rows
    ]


def _plots_of(farmer_ids: Sequence[FarmerId]) -> dict[FarmerId, list[tuple[PlotId, str]]]:
    query = select(Plot).where(Plot.farmer_id.in_(farmer_ids), Plot.state == PlotState.ACTIVE).order_by(Plot.code)
    found: dict[FarmerId, list[tuple[PlotId, str]]] = {}
    for row in db.session.scalars(query) if farmer_ids else ():
        found.setdefault(row.farmer_id, []).append((row.id, f"{row.code} {row.name or ''}".strip()))
    return found
