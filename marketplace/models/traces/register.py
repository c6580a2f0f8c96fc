"""The steps of a group's register: who may be loaded, what is written, and what follows for the group."""

import re
from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime

from sqlalchemy import func, select

from marketplace.domain.acts import Act, Stake, check_may
from marketplace.domain.errors import NotFound
from marketplace.domain.events import EventKind
from marketplace.domain.ids import OrganizationId
from marketplace.domain.plots.farmers import FarmerTerms, RegisterCount
from marketplace.domain.plots.land import PlotTerms
from marketplace.domain.plots.register import Sex
from marketplace.domain.viewers import Viewer
from marketplace.models.accounts.places import lock_organization
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.traces.farmers import Farmer
from marketplace.models.rows.traces.plots import Plot

FARMER_STATED = tuple(each.name for each in fields(FarmerTerms))
PLOT_STATED = tuple(each.name for each in fields(PlotTerms) if each.name != "shape")
OWN_NUMBER = re.compile(r"S(\d{1,9})")


def lock_group(by: Viewer) -> Organization:
    """Lock the viewer's own group to keep its register; whoever changes the register locks the group first."""
    stake = Stake.of(by.organization_id) if by.organization_id else Stake()
    check_may(by, Act.KEEP_REGISTER, stake)
    return lock_organization(by.acting_for, by)


def lock_farmer(farmer_id: int, by: Viewer) -> Farmer:
    """Lock a farmer of the viewer's own group; raises `NotFound` for any other."""
    query = select(Farmer).where(Farmer.id == farmer_id, Farmer.organization_id == by.organization_id)
    row = db.session.scalar(query.with_for_update(key_share=True))
    if row is None:
        raise NotFound("farmer.unknown")
    return row


def lock_plot(plot_id: int, by: Viewer) -> Plot:
    """Lock a plot of the viewer's own group; raises `NotFound` for any other."""
    query = select(Plot).where(Plot.id == plot_id, Plot.organization_id == by.organization_id)
    row = db.session.scalar(query.with_for_update(key_share=True))
    if row is None:
        raise NotFound("plot.unknown")
    return row


def farmer_terms(row: Farmer) -> FarmerTerms:
    """Read what is stated of a farmer."""
    return FarmerTerms(**{name: getattr(row, name) for name in FARMER_STATED})


def write_farmer(row: Farmer, terms: FarmerTerms) -> list[str]:
    """Write what is stated of a farmer; say which columns changed."""
    return _write(row, terms, FARMER_STATED)


def plot_terms(row: Plot) -> PlotTerms:
    """Read what is stated of a plot, its outline included."""
    return PlotTerms(shape=row.shape, **{name: getattr(row, name) for name in PLOT_STATED})


def write_plot(row: Plot, terms: PlotTerms) -> list[str]:
    """Write what is stated of a plot apart from its outline; say which columns changed."""
    return _write(row, terms, PLOT_STATED)


def _write(row: Farmer | Plot, terms: FarmerTerms | PlotTerms, stated: Iterable[str]) -> list[str]:
    """Write the stated columns that differ. A code once given stays where none is stated."""
    changed = []
    for name in stated:
        value = getattr(terms, name)
        if getattr(row, name) != value and not (name == "code" and value is None):
            setattr(row, name, value)
            changed.append(name)
    return changed


def next_farmer_number(organization_id: OrganizationId) -> int:
    """Say which number the register's next farmer gets; the group is locked."""
    query = select(Farmer.code).where(
        Farmer.organization_id == organization_id, Farmer.code.regexp_match(r"^S\d{1,9}$")
    )
    return 1 + max(own_numbers(db.session.scalars(query)), default=0)


def own_numbers(codes: Iterable[str]) -> list[int]:
    """Read the numbers of those codes that a register gave."""
    return [int(found[1]) for code in codes if (found := OWN_NUMBER.fullmatch(code))]


def count_register(organization_id: OrganizationId) -> RegisterCount:
    """Count the farmers who belong to a group now, and women and leaders among them."""
    is_woman = Farmer.sex == Sex.WOMAN
    query = select(
        func.count(),
        func.count().filter(is_woman),
        func.count().filter(Farmer.is_leader),
        func.count().filter(Farmer.is_leader, is_woman),
    ).where(Farmer.organization_id == organization_id, Farmer.left_on.is_(None), Farmer.erased_at.is_(None))
    return RegisterCount(*db.session.execute(query).one())


def settle_register(organization: Organization, *, by: Viewer, now: datetime) -> None:
    """Bring whether women lead a group in step with its register; the caller has locked the group."""
    db.session.flush()
    is_women_led = count_register(organization.id).is_women_led
    if organization.is_women_led != is_women_led:
        organization.is_women_led = is_women_led
        record_event(organization, EventKind.ORGANIZATION_REGISTER_CHANGED, by=by, now=now, is_women_led=is_women_led)
