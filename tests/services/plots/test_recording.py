"""Plots are recorded, drawn anew, changed and retired; what is wrong with an outline is refused or kept with it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.domain.errors import NotFound, Refused, Stale
from marketplace.domain.evidence.screening import Risk
from marketplace.domain.plots.checks import fault_from_json
from marketplace.domain.plots.land import PlotTerms
from marketplace.domain.plots.register import PlotSource, PlotState
from marketplace.domain.plots.shapes import Shape, point, polygon
from marketplace.models.base import db
from marketplace.models.rows.record.events import Event
from marketplace.models.rows.traces.plots import Plot
from marketplace.services.farmers import let_farmer_go
from marketplace.services.plots.recording import change_plot, redraw_plot, retire_plot
from tests.land import SOUTH, WEST, a_farmer, a_plot, a_square
from tests.market import NOW, Market

CROSSED = polygon([(WEST, SOUTH), (WEST + 900, SOUTH + 900), (WEST + 900, SOUTH), (WEST, SOUTH + 900), (WEST, SOUTH)])


def plot(market: Market, plot_id: int) -> Any:
    with market.app.app_context():
        return db.session.get_one(Plot, plot_id)


def warnings_of(market: Market, plot_id: int) -> list[tuple[str, str | None]]:
    found = map(fault_from_json, plot(market, plot_id).faults)
    return [(each.code.value, each.facts.get("other")) for each in found]


def redraw(market: Market, plot_id: int, shape: Shape, *, seen: int, by: Any) -> None:
    market.do(redraw_plot, plot_id, PlotTerms(shape=shape, source=PlotSource.WALKED), seen=seen, by=by, now=NOW)


def test_a_plot_is_measured_and_gets_a_code_after_its_farmer(market: Market) -> None:
    group = market.a_producer()
    found = plot(market, a_plot(market, group))
    assert (found.code, found.area, found.faults) == ("S0001-P1", Decimal("2.2196"), [])


def test_codes_of_plots_are_not_given_twice(market: Market) -> None:
    group = market.a_producer()
    farmer_id = a_farmer(market, group)
    a_plot(market, group, farmer_id, code="S0001-P2", shape=None)
    codes = [plot(market, a_plot(market, group, farmer_id, shape=None)).code for _ in range(2)]
    assert codes == ["S0001-P3", "S0001-P4"]


def test_an_outline_that_crosses_itself_is_refused_beside_the_outline(market: Market) -> None:
    with pytest.raises(Refused) as no:
        a_plot(market, market.a_producer(), shape=CROSSED)
    assert [(each.code, each.field) for each in no.value.reasons] == [("plot.self_intersection", "shape")]


def test_a_point_of_more_than_four_hectares_needs_an_outline(market: Market) -> None:
    with pytest.raises(Refused, match=r"plot\.point_over_4ha_needs_polygon"):
        a_plot(market, market.a_producer(), shape=point(WEST, SOUTH), declared_area=Decimal("4.1"))


def test_a_point_has_the_area_that_was_stated(market: Market) -> None:
    found = plot(market, a_plot(market, market.a_producer(), shape=point(WEST, SOUTH)))
    assert (found.area, found.hectares) == (None, Decimal("2.2"))


def test_an_area_unlike_the_outline_is_a_warning_that_follows_what_is_stated(market: Market) -> None:
    group = market.a_producer()
    plot_id = a_plot(market, group, declared_area=Decimal(9))
    seen = [warnings_of(market, plot_id)]
    market.do(change_plot, plot_id, PlotTerms(declared_area=Decimal("2.2")), seen=1, by=group, now=NOW)
    seen.append(warnings_of(market, plot_id))
    assert seen == [[("area_differs", None)], []]


def test_an_overlap_names_the_own_plot_and_not_a_strangers(market: Market) -> None:
    group, other = market.a_producer(), market.a_producer()
    a_plot(market, other, shape=a_square(north=900))
    a_plot(market, group, code="OURS", shape=a_square(north=-900))
    found = warnings_of(market, a_plot(market, group))
    assert sorted(found, key=str) == [("overlaps_other", "OURS"), ("overlaps_other", None)]


def test_neighbours_that_share_a_border_do_not_overlap_nor_do_retired_plots(market: Market) -> None:
    group = market.a_producer()
    old = a_plot(market, group)
    market.do(retire_plot, old, seen=1, by=group, now=NOW)
    first = a_plot(market, group)
    second = a_plot(market, group, shape=a_square(east=1_350))
    assert [warnings_of(market, each) for each in (first, second)] == [[], []]


def test_a_redrawn_plot_has_to_be_screened_anew(market: Market) -> None:
    group = market.a_producer()
    plot_id = a_plot(market, group)
    with market.app.app_context():
        row = db.session.get_one(Plot, plot_id)
        row.risk, row.screened_on, row.is_cleared = Risk.LOW, NOW.date(), True
        db.session.commit()
    redraw(market, plot_id, a_square(side=1_000), seen=2, by=group)
    found = plot(market, plot_id)
    assert (found.risk, found.screened_on, found.is_cleared, found.source) == (None, None, False, PlotSource.WALKED)
    assert found.area == Decimal("1.2179")


def test_an_old_page_or_a_stranger_draws_nothing(market: Market) -> None:
    group = market.a_producer()
    plot_id = a_plot(market, group)
    redraw(market, plot_id, a_square(side=1_000), seen=1, by=group)
    with pytest.raises(Stale):
        redraw(market, plot_id, a_square(side=900), seen=1, by=group)
    with pytest.raises(NotFound):
        redraw(market, plot_id, a_square(side=900), seen=2, by=market.a_producer())


def test_nothing_drawn_is_no_outline(market: Market) -> None:
    group = market.a_producer()
    with pytest.raises(Refused, match=r"plot\.geometry_missing"):
        market.do(redraw_plot, a_plot(market, group), PlotTerms(), seen=1, by=group, now=NOW)


def test_a_retired_plot_is_left_alone(market: Market) -> None:
    group = market.a_producer()
    plot_id = a_plot(market, group)
    market.do(retire_plot, plot_id, seen=1, by=group, now=NOW)
    with pytest.raises(Refused, match=r"plot\.retired_already"):
        redraw(market, plot_id, a_square(side=1_000), seen=2, by=group)
    assert plot(market, plot_id).state is PlotState.RETIRED


def test_who_left_gets_no_plot(market: Market) -> None:
    group = market.a_producer()
    farmer_id = a_farmer(market, group)
    market.do(let_farmer_go, farmer_id, NOW.date(), seen=1, by=group, now=NOW)
    with pytest.raises(Refused, match=r"plot\.owner_left"):
        a_plot(market, group, farmer_id)


def test_events_say_how_large_a_plot_is_and_not_where(market: Market) -> None:
    group = market.a_producer()
    plot_id = a_plot(market, group, name="La Loma")
    redraw(market, plot_id, a_square(side=1_000), seen=1, by=group)
    with market.app.app_context():
        facts = list(db.session.scalars(select(Event.facts).where(Event.kind.startswith("plot.")).order_by(Event.id)))
    assert facts == [
        {"code": "S0001-P1", "farmer": "S0001", "shape": "polygon", "hectares": "2.2196"},
        {"shape": "polygon", "hectares": "1.2179"},
    ]


def test_the_days_of_a_plot_are_those_of_lima(market: Market) -> None:
    group, evening = market.a_producer(), NOW.replace(hour=2)
    plot_id = a_plot(market, group)
    drawn = PlotTerms(shape=a_square(), source=PlotSource.WALKED)
    market.do(redraw_plot, plot_id, drawn, seen=None, by=group, now=evening)
    market.do(retire_plot, plot_id, seen=None, by=group, now=evening)
    yesterday = NOW.date() - timedelta(days=1)
    assert (plot(market, plot_id).mapped_on, plot(market, plot_id).retired_on) == (yesterday, yesterday)
    with pytest.raises(Refused, match=r"farmer\.left_in_future"):
        market.do(let_farmer_go, plot(market, plot_id).farmer_id, NOW.date(), seen=None, by=group, now=evening)
