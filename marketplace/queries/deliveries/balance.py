"""Mass balance as a group sees its own, and facilitators every group's."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from marketplace.domain.acts import Act, check_may
from marketplace.domain.deliveries.balance import season_days, season_of
from marketplace.domain.errors import NotFound
from marketplace.domain.ids import OrganizationId
from marketplace.domain.mass import Mass
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.traces.deliveries import Delivery
from marketplace.models.traces.balances import Found, alarms_of_group, alarms_of_lots, figures_on


@dataclass(frozen=True, slots=True)
class Balance:
    """The alarms of one group in one season, gravest first, and in which seasons it has receipts."""

    group_id: OrganizationId
    group: str
    season: str
    seasons: tuple[str, ...]
    found: tuple[Found, ...]

    @property
    def errors(self) -> int:
        """How many alarms say that something cannot be."""
        return sum(each.alarm.is_error for each in self.found)


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group that keeps receipts, for facilitators."""

    id: OrganizationId
    name: str
    receipts: int
    weight: Mass


def list_groups(viewer: Viewer) -> list[GroupLine]:
    """List the groups that keep receipts, for facilitators only."""
    check_may(viewer, Act.SEE_QUEUE)
    query = (
        select(
            Organization.id,
            Organization.name,
            func.count(),
            func.sum(Delivery.weight, type_=Delivery.weight.type),
        )
        .join(Delivery, Delivery.organization_id == Organization.id)
        .where(Delivery.voided_at.is_(None))
        .group_by(Organization.id)
        .order_by(Organization.name)
    )
    return [GroupLine(*row) for row in db.session.execute(query)]


def get_balance(viewer: Viewer, group_id: int | None, *, season: str | None, today: date) -> Balance:
    """Work out the balance of a group in a season; raises `NotFound` for others'."""
    number = group_id if viewer.role is Role.FACILITATOR else viewer.organization_id
    name = db.session.scalar(select(Organization.name).where(Organization.id == number))
    if name is None or (viewer.role is not Role.FACILITATOR and group_id not in (None, number)):
        raise NotFound("organization.unknown")
    group, figures = OrganizationId(number or 0), figures_on(today)
    seasons = _seasons(group) or (season_of(today),)
    chosen = season if season in seasons else seasons[0]
    days = season_days(chosen)
    lots = db.session.scalars(
        select(Lot).where(Lot.organization_id == group, Lot.harvest_end.between(*days)).order_by(Lot.code)
    ).all()
    of_lots = [each for alarms in alarms_of_lots(lots, figures).values() for each in alarms if each.kind == "lot"]
    found = [*of_lots, *alarms_of_group(group, days, figures=figures)]
    return Balance(group, name, chosen, seasons, tuple(sorted(found, key=lambda each: not each.alarm.is_error)))


def _seasons(group: OrganizationId) -> tuple[str, ...]:
    query = select(func.min(Delivery.delivered_on), func.max(Delivery.delivered_on))
    days = [each for each in db.session.execute(query.where(Delivery.organization_id == group)).one() if each]
    if not days:
        return ()
    years = range(int(season_of(days[1])[:4]), int(season_of(days[0])[:4]) - 1, -1)
    return tuple(f"{year}/{(year + 1) % 100:02d}" for year in years)
