"""A lot is ready for customs when every gram of it can be shown; everything missing has a code."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.evidence.readiness import Brought, readiness
from marketplace.domain.evidence.screening import Risk
from marketplace.domain.lots import EudrStatus
from marketplace.domain.plots.register import Tenure
from tests.domain.evidence.cases import AUGUST, JUNE, MAY, a_lot_of, a_plot


def test_a_lot_of_proven_plots_is_ready() -> None:
    found = readiness(a_lot_of(a_plot("P1"), a_plot("P2")))
    assert (found.status, found.gaps, found.warnings) == (EudrStatus.READY, (), ())
    assert (found.plots, found.farmers, found.traced_percent, found.high_risk) == (2, 2, Decimal(100), 0)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"risk": Risk.HIGH}, "evidence.high_risk"),
        ({"risk": Risk.HIGH, "is_cleared": True}, "evidence.high_risk"),
        ({"risk": Risk.MORE_INFO_NEEDED}, "evidence.more_info_needed"),
        ({"has_outline": False}, "evidence.no_outline"),
        ({"has_errors": True}, "evidence.faulty_outline"),
        ({"risk": None}, "evidence.not_screened"),
        ({"has_consent": False}, "evidence.no_consent"),
    ],
)
def test_each_lack_of_a_plot_is_a_gap_that_names_it(changes: dict[str, Any], code: str) -> None:
    found = readiness(a_lot_of(a_plot("P1"), a_plot("P2", **changes)))
    assert found.status is EudrStatus.IN_PROGRESS
    assert [each.code for each in found.gaps] == [code]
    assert found.gaps[0].facts["codes"] in (("P2",), ("F-P2",))


def test_a_cleared_plot_is_as_good_as_one_of_low_risk() -> None:
    cleared = a_plot(risk=Risk.MORE_INFO_NEEDED, is_cleared=True)
    assert readiness(a_lot_of(cleared)).status is EudrStatus.READY


def test_a_lot_is_not_ready_while_less_than_half_of_it_is_proven() -> None:
    half = a_lot_of(a_plot("P1"), a_plot("P2", risk=None))
    assert readiness(half).status is EudrStatus.IN_PROGRESS
    assert readiness(replace(half, brought=half.brought[1:])).status is EudrStatus.NOT_READY


def test_grams_that_nobody_brought_are_counted() -> None:
    found = readiness(a_lot_of(a_plot(), kilograms=101))
    assert [(each.code, each.facts) for each in found.gaps] == [("evidence.untraced", {"kilograms": Decimal(1)})]
    assert found.traced_percent == Decimal("99.0")


def test_a_lot_without_deliveries_is_not_ready() -> None:
    assert readiness(a_lot_of(kilograms=50)).status is EudrStatus.NOT_READY


def test_cacao_from_no_known_plot_is_a_gap() -> None:
    found = readiness(a_lot_of(a_plot(), None))
    assert [(each.code, each.facts["kilograms"]) for each in found.gaps] == [("evidence.plot_unknown", Decimal(100))]


@pytest.mark.parametrize("day", [MAY - timedelta(days=1), AUGUST + timedelta(days=31)])
def test_deliveries_out_of_harvest_time_are_a_gap(day: date) -> None:
    lot = a_lot_of(a_plot("P1"))
    found = readiness(replace(lot, brought=[Brought(100_000, a_plot(), day, day)]))
    assert [each.code for each in found.gaps] == ["evidence.outside_harvest"]


def test_the_last_cacao_may_come_a_month_after_the_harvest() -> None:
    last = AUGUST + timedelta(days=30)
    lot = replace(a_lot_of(a_plot()), brought=[Brought(100_000, a_plot(), JUNE, last)])
    assert readiness(lot).status is EudrStatus.READY


def test_an_unstated_right_to_the_land_only_warns() -> None:
    found = readiness(a_lot_of(a_plot(tenure=Tenure.UNSTATED)))
    assert (found.status, [each.code for each in found.warnings]) == (EudrStatus.READY, ["evidence.tenure_unstated"])


def test_plots_of_high_risk_are_counted_once_however_often_they_delivered() -> None:
    risky = a_plot("P2", risk=Risk.HIGH)
    assert readiness(a_lot_of(a_plot("P1"), risky, risky)).high_risk == 1
    assert readiness(a_lot_of(a_plot("P1", risk=None))).high_risk == 0
