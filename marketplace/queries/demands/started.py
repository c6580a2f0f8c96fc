"""Unfinished demand forms of the viewer's own organization, and the flavours that a new one may start from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, false, select

from marketplace.domain.acts import Act, check_may
from marketplace.domain.errors import NotFound
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.lots.facts import decimals
from marketplace.models.lots.steps import seen_by
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import User
from marketplace.models.rows.people.started_demands import StartedDemand


@dataclass(frozen=True, slots=True)
class UnfinishedDemand:
    """What was typed so far, step by step, by whom and when."""

    id: int
    started_by: str
    changed_at: datetime
    typed: Mapping[str, Mapping[str, Sequence[str]]]

    @property
    def title(self) -> str:
        """The title typed for the demand, as far as there is one."""
        return next(iter(self.typed.get("flavour", {}).get("title", [])), "").strip()


@dataclass(frozen=True, slots=True)
class LikedLot:
    """A lot whose flavour a demand may start from."""

    code: str
    group_name: str
    region: str
    profile: Mapping[str, Decimal]
    global_quality: Decimal | None


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Let a maker see its own, and nobody else."""
    return StartedDemand.organization_id == viewer.organization_id if viewer.role is Role.MAKER else false()


def get_started_demand(viewer: Viewer, started_id: int) -> UnfinishedDemand:
    """Return one unfinished form for whoever may go on with it; raises `NotFound` or `NotAllowed`."""
    check_may(viewer, Act.DRAFT_DEMAND)
    found = next(iter(_list(viewer, StartedDemand.id == started_id)), None)
    if found is None:
        raise NotFound("started_demand.unknown")
    return found


def list_started_demands(viewer: Viewer) -> list[UnfinishedDemand]:
    """List the maker's unfinished forms, last changed first."""
    return _list(viewer, StartedDemand.id > 0)


def find_liked_lot(viewer: Viewer, code: str) -> LikedLot | None:
    """Find a lot that the viewer may see and that a panel has tasted."""
    row = db.session.scalar(select(Lot).where(seen_by(viewer), Lot.code == code, Lot.profile.is_not(None)))
    if row is None:
        return None
    return LikedLot(row.code, row.organization.name, row.region, decimals(row.profile), row.global_quality)


def _list(viewer: Viewer, condition: ColumnElement[bool]) -> list[UnfinishedDemand]:
    query = select(StartedDemand, User.name).join(User, User.id == StartedDemand.started_by_id)
    rows = db.session.execute(query.where(visible_to(viewer), condition).order_by(StartedDemand.changed_at.desc()))
    return [UnfinishedDemand(row.id, name, row.changed_at, row.typed) for row, name in rows]
