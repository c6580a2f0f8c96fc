"""Whether so much cacao can have grown, dried and been sold."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.deliveries.balance import (
    Alarm,
    BatchFlow,
    Grown,
    LotFlow,
    batch_alarms,
    farmer_alarms,
    figures_in_force,
    gravest_first,
    lot_alarms,
    plot_alarms,
    season_days,
    season_of,
)
from marketplace.domain.deliveries.terms import CacaoForm
from marketplace.domain.mass import NO_MASS, Mass
from marketplace.domain.prices import ReferenceFigure, ReferenceKind, References

DAY = date(2026, 6, 1)
USUAL = figures_in_force(References(DAY))


def kg(amount: int | str) -> Mass:
    return Mass(Decimal(amount))


def said(alarms: list[Alarm]) -> list[tuple[str, bool]]:
    return [(each.reason.code, each.is_error) for each in alarms]


@pytest.mark.parametrize(
    ("day", "season"), [(date(2025, 9, 30), "2024/25"), (date(2025, 10, 1), "2025/26"), (date(1999, 12, 1), "1999/00")]
)
def test_a_season_runs_from_october_to_september(day: date, season: str) -> None:
    assert season_of(day) == season
    first, last = season_days(season)
    assert first <= day <= last


def test_the_alliances_figure_comes_before_the_usual_one() -> None:
    figure = ReferenceFigure(ReferenceKind.YIELD_MOST, Decimal(1500), DAY)
    figures = figures_in_force(References(DAY, {figure.kind: figure}))
    assert figures.yield_most == Decimal(1500)
    assert figures.yield_plausible == Decimal(1200)
    assert figures.dryness(CacaoForm.WET) == Decimal("0.38")
    assert figures.dryness(CacaoForm.DRY) == Decimal(1)


@pytest.mark.parametrize(
    ("dry", "hectares", "expected"),
    [
        ("2400", "2", []),
        ("2400.001", "2", [("balance.plot_yields_much", False)]),
        ("4000", "2", [("balance.plot_yields_much", False)]),
        ("4000.001", "2", [("balance.plot_cannot_yield", True)]),
        ("1", None, [("balance.plot_without_area", False)]),
        ("0", None, []),
    ],
)
def test_a_plot_gives_what_can_grow_there(dry: str, hectares: str | None, expected: list[tuple[str, bool]]) -> None:
    area = None if hectares is None else Decimal(hectares)
    assert said(plot_alarms(Grown("P-1", "2025/26", kg(dry), area), USUAL)) == expected


def test_a_farmer_brings_what_can_grow_on_all_plots() -> None:
    alarms = farmer_alarms(Grown("S-1", "2025/26", kg(5000), Decimal(2)), USUAL)
    assert said(alarms) == [("balance.farmer_cannot_yield", True)]
    assert alarms[0].reason.facts["per_hectare"] == 2500


def a_batch(**changes: Any) -> BatchFlow:
    usual: dict[str, Any] = {
        "wet": kg(1000),
        "dry": NO_MASS,
        "dry_weight": kg(380),
        "began_on": DAY,
        "ended_on": date(2026, 6, 14),
        "first_delivery": DAY,
        "last_delivery": date(2026, 6, 2),
    }
    return BatchFlow(**(usual | changes))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"dry_weight": None, "ended_on": None}, []),
        ({"dry_weight": kg(420)}, []),
        ({"dry_weight": kg("420.001")}, [("balance.batch_too_heavy", True)]),
        ({"dry_weight": kg("329.999")}, [("balance.batch_too_light", False)]),
        ({"first_delivery": date(2026, 6, 2)}, [("balance.batch_before_deliveries", False)]),
        ({"last_delivery": date(2026, 6, 15)}, [("balance.batch_ended_before_delivery", True)]),
        ({"first_delivery": None, "last_delivery": None}, []),
    ],
)
def test_a_batch_comes_to_what_can_come_of_it(changes: dict[str, Any], expected: list[tuple[str, bool]]) -> None:
    assert said(batch_alarms(a_batch(**changes), USUAL)) == expected


def a_flow(**changes: Any) -> LotFlow:
    usual: dict[str, Any] = {
        "volume": kg(1000),
        "filled": kg(1000),
        "reserved": NO_MASS,
        "harvest_start": date(2026, 4, 1),
        "harvest_end": date(2026, 7, 31),
        "first_delivery": date(2026, 4, 1),
        "last_delivery": date(2026, 7, 31),
    }
    return LotFlow(**(usual | changes))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"filled": NO_MASS, "first_delivery": None, "last_delivery": None}, [("balance.lot_untraced", False)]),
        ({"filled": kg(999)}, [("balance.lot_in_part", False)]),
        ({"filled": kg(499), "reserved": kg(500)}, [("balance.lot_sold_beyond", True)]),
        ({"without_plot": kg(1)}, [("balance.lot_without_plots", False)]),
        ({"first_delivery": date(2026, 3, 31)}, [("balance.delivered_before_harvest", False)]),
        ({"first_delivery": date(2026, 3, 1)}, [("balance.delivered_before_harvest", True)]),
        ({"last_delivery": date(2026, 8, 1)}, [("balance.delivered_after_harvest", False)]),
        ({"last_delivery": date(2026, 8, 31)}, [("balance.delivered_after_harvest", True)]),
    ],
)
def test_a_lot_is_what_flowed_in_and_was_harvested_when_it_says(
    changes: dict[str, Any], expected: list[tuple[str, bool]]
) -> None:
    assert said(lot_alarms(a_flow(**changes))) == expected


@pytest.mark.parametrize(("filled", "percent"), [("0", "0.0"), ("500", "50.0"), ("999.999", "99.9"), ("1000", "100.0")])
def test_a_lot_is_wholly_traced_only_when_every_gram_is(filled: str, percent: str) -> None:
    assert a_flow(filled=kg(filled)).traced_percent == Decimal(percent)


def test_what_cannot_be_stands_before_what_deserves_a_look() -> None:
    alarms = [*lot_alarms(a_flow(filled=kg(999))), *batch_alarms(a_batch(dry_weight=kg(500)), USUAL)]
    assert [each.is_error for each in gravest_first(alarms)] == [True, False]
