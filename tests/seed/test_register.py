"""The fictional registers hold as many farmers and plots as the file says, and women lead where they did."""

from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from marketplace.domain.plots.register import Sex
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.traces.farmers import Farmer
from marketplace.models.rows.traces.plots import Plot
from marketplace.seed.reading import read_world
from tests.market import NOW, World


def counts_of(world: World) -> dict[str, tuple[int, ...]]:
    drawn = func.count(Plot.id).filter(Plot.outline.is_not(None))
    query = (
        select(Organization.name, func.count(), func.count().filter(Farmer.sex == Sex.WOMAN), drawn)
        .join(Farmer, Farmer.organization_id == Organization.id)
        .outerjoin(Plot, Plot.farmer_id == Farmer.id)
        .group_by(Organization.name)
    )
    return {row[0]: tuple(row[1:]) for row in world.market.do(lambda: db.session.execute(query).all())}


def groups() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_world(NOW).facts["producer_groups"]
    return found


def test_registers_are_as_large_as_the_file_says(world: World) -> None:
    counted = counts_of(world)
    said = {each["name"]: (each["members"], each["eudr"]["plots_mapped"]) for each in groups()}
    assert {name: (count[0], count[2]) for name, count in counted.items()} == said
    assert all(abs(counted[each["name"]][1] - each["women_members"]) <= 2 for each in groups())


def test_women_lead_the_womens_association_and_no_other(world: World) -> None:
    query = select(Organization.name).where(Organization.is_women_led)
    led = world.market.do(lambda: list(db.session.scalars(query)))
    assert led == [each["name"] for each in groups() if each["type"] == "women_association"]


def test_invented_plots_are_sound_lie_apart_and_are_about_as_large_as_said(world: World) -> None:
    query = select(Plot.code, Plot.faults, Plot.area, Plot.declared_area).where(Plot.outline.is_not(None))
    found = world.market.do(lambda: db.session.execute(query).all())
    assert [row for row in found if row.faults] == []
    off = (abs(row.area / row.declared_area - 1) for row in found if row.area)
    assert max(off) < Decimal("0.2")
