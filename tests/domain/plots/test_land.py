"""What is stated of a plot, its outline left aside."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.plots.land import PlotTerms, plot_faults
from marketplace.domain.plots.register import PlotSource
from marketplace.domain.plots.shapes import point

TODAY = date(2026, 11, 28)
HERE = point(-76_320_000, -8_450_000)


def faults(**stated: Any) -> list[tuple[str, str | None]]:
    return [(each.code, each.field) for each in plot_faults(PlotTerms(**stated), TODAY)]


def test_a_plot_without_anything_stated_is_a_plot() -> None:
    assert faults() == []


def test_a_mapped_plot_with_all_its_facts_is_taken() -> None:
    areas = {"declared_area": Decimal("2.5"), "cacao_area": Decimal("2.5"), "accuracy_metres": Decimal(4)}
    mapped = {"shape": HERE, "source": PlotSource.WALKED, "mapped_on": TODAY}
    assert faults(code="S0001-P1", name="La Loma", planted_year=2015, **areas, **mapped) == []


@pytest.mark.parametrize(
    ("stated", "code", "field"),
    [
        ({"code": "p 1"}, "register.code_malformed", "code"),
        ({"name": " "}, "name.empty", "name"),
        ({"declared_area": Decimal(0)}, "plot.area_out_of_range", "declared_area"),
        ({"cacao_area": Decimal(1001)}, "plot.area_out_of_range", "cacao_area"),
        ({"declared_area": Decimal(2), "cacao_area": Decimal(3)}, "plot.cacao_exceeds_area", "cacao_area"),
        ({"accuracy_metres": Decimal(-1)}, "plot.accuracy_out_of_range", "accuracy_metres"),
        ({"planted_year": 2027}, "plot.planted_year_out_of_range", "planted_year"),
        ({"mapped_on": date(2026, 11, 29)}, "plot.mapped_in_future", "mapped_on"),
        ({"shape": HERE}, "plot.source_missing", "source"),
    ],
)
def test_what_cannot_be_true_of_a_plot_is_named(stated: dict[str, Any], code: str, field: str) -> None:
    assert faults(**stated) == [(code, field)]


def test_nothing_of_a_place_shows_by_accident() -> None:
    assert "76" not in repr(PlotTerms(code="S1-P1", shape=HERE))
