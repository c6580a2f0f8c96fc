"""The register as a list: who is in it, what is still missing, and how far each group is with its maps."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, cast, exists, false, func, or_, select, true

from marketplace.domain.errors import NotFound
from marketplace.domain.ids import FarmerId, OrganizationId
from marketplace.domain.plots.register import PlotState, Sex
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.traces.farmers import Farmer
from marketplace.models.rows.traces.plots import Plot
from marketplace.queries.counting import remembered_count

PER_PAGE = 30
MOST_PRINTED = 2_000


class FarmerFilter(StrEnum):
    """Which farmers are shown: all who are here, or those about whom something is to be known or done."""

    ALL = "all"
    WOMEN = "women"
    WITHOUT_PLOT = "without_plot"
    UNMAPPED = "unmapped"
    TO_SCREEN = "to_screen"
    FAULTY = "faulty"
    LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class FarmerLine:
    """One farmer in a list, with what is known of the plots."""

    id: FarmerId
    code: str
    name: str
    sex: Sex
    community: str | None
    is_leader: bool
    has_left: bool
    plots: int
    drawn: int
    faulty: int
    to_screen: int
    hectares: Decimal

    def __repr__(self) -> str:
        """Say nothing of the person."""
        return f"<FarmerLine {self.id}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a group is: farmers, women and mapped ones among them, plots in use, drawn ones, and their hectares."""

    id: OrganizationId
    code: str
    name: str
    farmers: int
    women: int
    mapped: int
    plots: int
    drawn: int
    hectares: Decimal
    is_women_led: bool


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Let a group see its own farmers and facilitators all; personal data are nobody else's business."""
    if viewer.role is Role.FACILITATOR:
        return true()
    if viewer.role is not Role.PRODUCER or viewer.organization_id is None:
        return false()
    return Farmer.organization_id == viewer.organization_id


def list_farmers(
    viewer: Viewer, group: OrganizationId, *, words: str = "", kept: FarmerFilter = FarmerFilter.ALL, page: int = 1
) -> list[FarmerLine]:
    """List farmers of a group by name, a page at a time."""
    query = _chosen(select(Farmer), viewer, group, words=words, kept=kept)
    query = query.order_by(func.lower(Farmer.name), Farmer.id).limit(PER_PAGE).offset(PER_PAGE * (page - 1))
    return _lines(query)


def list_all_farmers(viewer: Viewer, group: OrganizationId) -> list[FarmerLine]:
    """List the whole register of a group for paper, by community and name."""
    query = _chosen(select(Farmer), viewer, group, words="", kept=FarmerFilter.ALL)
    return _lines(query.order_by(Farmer.community, func.lower(Farmer.name), Farmer.id).limit(MOST_PRINTED))


def count_farmers(
    viewer: Viewer, group: OrganizationId, *, words: str = "", kept: FarmerFilter = FarmerFilter.ALL
) -> int:
    """Count the farmers whom a list would hold; long counts are remembered for a minute."""
    query = _chosen(select(func.count()).select_from(Farmer), viewer, group, words=words, kept=kept)
    return remembered_count(("farmers", group, words, kept), lambda: db.session.scalar(query) or 0)


def list_progress(viewer: Viewer) -> list[Progress]:
    """Say of each group whose register the viewer may see how far it is, by name."""
    rows = db.session.execute(_progress().where(_is_group(viewer)).order_by(Organization.name))
    return [Progress(**row) for row in rows.mappings()]


def get_progress(viewer: Viewer, code: str | None = None) -> Progress:
    """Say how far one group is: the one of this code, or the viewer's own; raises `NotFound`."""
    which = Organization.id == viewer.organization_id if code is None else Organization.code == code
    group = db.session.scalar(select(Organization.id).where(which, _is_group(viewer)))
    if group is None:
        raise NotFound("organization.unknown")
    row = db.session.execute(_progress(Plot.organization_id == group).where(Organization.id == group)).mappings().one()
    return Progress(**row)


def _progress(*of_group: ColumnElement[bool]) -> Select[tuple[object, ...]]:
    here = and_(Farmer.left_on.is_(None), Farmer.erased_at.is_(None))
    of_plots = (
        select(
            Plot.farmer_id.label("farmer_id"),
            func.count().label("plots"),
            func.count(Plot.kind).label("drawn"),
            func.sum(func.coalesce(Plot.area, Plot.declared_area)).filter(Plot.kind.is_not(None)).label("hectares"),
        )
        .where(Plot.state == PlotState.ACTIVE, *of_group)
        .group_by(Plot.farmer_id)
        .subquery()
    )
    return (
        select(
            Organization.id,
            Organization.code,
            Organization.name,
            Organization.is_women_led,
            func.count(Farmer.id).label("farmers"),
            func.count(Farmer.id).filter(Farmer.sex == Sex.WOMAN).label("women"),
            func.count(Farmer.id).filter(of_plots.c.drawn > 0).label("mapped"),
            cast(func.coalesce(func.sum(of_plots.c.plots), 0), Integer).label("plots"),
            cast(func.coalesce(func.sum(of_plots.c.drawn), 0), Integer).label("drawn"),
            func.coalesce(func.sum(of_plots.c.hectares), 0).label("hectares"),
        )
        .outerjoin(Farmer, and_(Farmer.organization_id == Organization.id, here))
        .outerjoin(of_plots, of_plots.c.farmer_id == Farmer.id)
        .group_by(Organization.id)
    )


def _is_group(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.role is Role.FACILITATOR:
        return Organization.kind == "producer_group"
    return Organization.id == viewer.organization_id if viewer.role is Role.PRODUCER else false()


def _chosen(
    query: Select[*tuple[object, ...]], viewer: Viewer, group: OrganizationId, *, words: str, kept: FarmerFilter
) -> Select[*tuple[object, ...]]:
    has_left = Farmer.left_on.is_not(None) if kept is FarmerFilter.LEFT else Farmer.left_on.is_(None)
    query = query.where(visible_to(viewer), Farmer.organization_id == group, has_left, Farmer.erased_at.is_(None))
    for word in words.split():
        pattern = f"%{_escaped(word)}%"
        is_digits = word.isdecimal()
        query = query.where(
            or_(
                func.lower(Farmer.name).like(pattern.lower(), escape="\\"),
                Farmer.code.ilike(pattern, escape="\\"),
                Farmer.community.ilike(pattern, escape="\\"),
                Farmer.national_id.like(pattern) if is_digits else false(),
            )
        )
    condition = CONDITIONS.get(kept)
    return query if condition is None else query.where(condition)


def _has_plot(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Plot.farmer_id == Farmer.id, Plot.state == PlotState.ACTIVE, *conditions)


IS_FAULTY = func.jsonb_array_length(Plot.faults) > 0
IS_TO_SCREEN = and_(Plot.kind.is_not(None), Plot.risk.is_(None))
CONDITIONS: Mapping[FarmerFilter, ColumnElement[bool]] = {
    FarmerFilter.WOMEN: Farmer.sex == Sex.WOMAN,
    FarmerFilter.WITHOUT_PLOT: ~_has_plot(),
    FarmerFilter.UNMAPPED: _has_plot(Plot.kind.is_(None)),
    FarmerFilter.TO_SCREEN: _has_plot(IS_TO_SCREEN),
    FarmerFilter.FAULTY: _has_plot(IS_FAULTY),
}


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _lines(query: Select[*tuple[object, ...]]) -> list[FarmerLine]:
    farmers: list[Farmer] = list(db.session.scalars(query))
    known = _known_of([each.id for each in farmers])
    return [
        FarmerLine(
            id=each.id,
            code=each.code,
            name=each.name,
            sex=each.sex,
            community=each.community,
            is_leader=each.is_leader,
            has_left=each.left_on is not None,
            **known.get(each.id, NOTHING),
        )
        for each in farmers
    ]


NOTHING: dict[str, Any] = {"plots": 0, "drawn": 0, "faulty": 0, "to_screen": 0, "hectares": Decimal(0)}


def _known_of(farmer_ids: list[FarmerId]) -> dict[FarmerId, dict[str, Any]]:
    query = (
        select(
            Plot.farmer_id,
            func.count().label("plots"),
            func.count(Plot.kind).label("drawn"),
            func.count().filter(IS_FAULTY).label("faulty"),
            func.count().filter(IS_TO_SCREEN).label("to_screen"),
            func.coalesce(func.sum(func.coalesce(Plot.area, Plot.declared_area)), 0).label("hectares"),
        )
        .where(Plot.farmer_id.in_(farmer_ids), Plot.state == PlotState.ACTIVE)
        .group_by(Plot.farmer_id)
    )
    rows = db.session.execute(query).mappings() if farmer_ids else ()
    return {row["farmer_id"]: {name: row[name] for name in NOTHING} for row in rows}
