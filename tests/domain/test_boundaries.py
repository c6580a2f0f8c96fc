"""Whatever lies exactly on a bound is still allowed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.accounts import email_faults, password_faults, wait_seconds
from marketplace.domain.cadmium import Confection, Recipe, Verdict, against, recipe_faults
from marketplace.domain.certificates import LONGEST_VALIDITY, certificate_faults
from marketplace.domain.contracts.amendments import terms_faults
from marketplace.domain.contracts.drafts import shipment_window, wishes_of
from marketplace.domain.contracts.life import ContractStep, note_faults
from marketplace.domain.demands import demand_faults, opening_faults
from marketplace.domain.evaluations import evaluation_faults, evaluation_warnings
from marketplace.domain.laboratory import Analyte, LabResult, lab_faults
from marketplace.domain.lot_rules import LONGEST_HARVEST, draft_faults
from marketplace.domain.physical import analysis_faults, analysis_warnings
from marketplace.domain.policies import RoundPolicy
from marketplace.domain.prices import ReferenceFigure, ReferenceKind, references_on
from marketplace.domain.rounds import RoundTerms, round_faults
from tests.domain.samples import (
    TODAY,
    a_certificate,
    a_demand,
    a_lot,
    an_analysis,
    an_evaluation,
    mass,
    some_means,
    some_terms,
)

D = Decimal
SPRING = date(2026, 5, 2)


@pytest.mark.parametrize(
    "changes",
    [
        {"panel_size": 1},
        {"replicates": 1},
        {"comment": "x" * 2000},
        {"evaluated_on": TODAY},
        {"evaluated_on": SPRING},
    ],
)
def test_of_a_panel(changes: dict[str, Any]) -> None:
    harvest = {"harvest_start": SPRING, "harvest_end": date(2026, 8, 10)}
    assert evaluation_faults(an_evaluation(**changes), today=TODAY, **harvest) == []


def test_of_the_last_day_of_harvest() -> None:
    early = an_evaluation(evaluated_on=date(2026, 5, 1))
    assert evaluation_faults(early, today=TODAY, harvest_start=SPRING, harvest_end=TODAY) == []


def test_of_a_result_from_the_first_day_of_harvest() -> None:
    assert evaluation_warnings(an_evaluation(evaluated_on=SPRING), harvest_start=SPRING) == []


@pytest.mark.parametrize(("off", "quality"), [("0", "7"), ("0", "10"), ("3", "0"), ("3", "3")])
def test_of_the_usual_quality(off: str, quality: str) -> None:
    terms = an_evaluation(means=some_means(off_total=off, off_musty=off), global_quality=D(quality))
    assert evaluation_warnings(terms) == []


@pytest.mark.parametrize(
    ("total", "facts"),
    [("0.4", {"value": D("0.4"), "limit": D("0.7")}), ("1.2", {"value": D("1.2"), "limit": D("1.1")})],
)
def test_a_wrong_total_names_the_bound_that_it_breaks(total: str, facts: dict[str, Decimal]) -> None:
    means = some_means(floral_flowers="0.7", floral_orange_blossom="0.4", floral_total=total)
    (fault,) = evaluation_faults(an_evaluation(means=means), today=TODAY)
    assert fault.facts == {"attribute": "floral_total"} | facts


@pytest.mark.parametrize("changes", [{"analysed_on": TODAY}, {"bean_count": 400}, {"beans_cut": 1}])
def test_of_an_analysis(changes: dict[str, Any]) -> None:
    assert analysis_faults(an_analysis(**changes), today=TODAY) == []


def test_of_moisture_at_origin_which_is_a_warning() -> None:
    assert [each.code for each in analysis_warnings(an_analysis(moisture=D("8.0")))] == ["physical.moisture_high"]


@pytest.mark.parametrize(("value", "samples"), [(D(20), 1), (D(0), None)])
def test_of_a_laboratory(value: Decimal, samples: int | None) -> None:
    result = LabResult(Analyte.CADMIUM, value, "mg/kg", None, None, samples, TODAY)
    assert lab_faults(result, today=TODAY) == []


def test_of_the_safety_margin() -> None:
    assert against(D("1.0"), D("0.9")) is Verdict.AMBER


def test_of_a_bar_that_is_all_mass() -> None:
    assert recipe_faults(Recipe(Confection.DARK, D(100), D(100))) == []


@pytest.mark.parametrize("lasting", [timedelta(0), LONGEST_VALIDITY])
def test_of_a_certificate(lasting: timedelta) -> None:
    assert certificate_faults(a_certificate(valid_to=date(2026, 1, 1) + lasting)) == []


def test_of_a_figure_that_begins_today() -> None:
    figure = ReferenceFigure(ReferenceKind.ICE_NY, D(3150), TODAY)
    assert references_on([figure], TODAY).value(ReferenceKind.ICE_NY) == 3150


@pytest.mark.parametrize(
    "changes",
    [
        {"harvest_end": SPRING},
        {"harvest_end": SPRING + LONGEST_HARVEST},
        {"altitude_min": 0, "altitude_max": 4000},
        {"altitude_min": 500, "altitude_max": 500},
        {"notes_en": "x" * 2000},
        {"bags": 1, "minimum_bags": 1},
        {"bags": 100_000},
        {"bag_weight": mass(20)},
        {"bag_weight": mass(100)},
        {"sales_until": date(2026, 9, 1)},
        {"crop_year": 2025},
        {"crop_year": 2027},
    ],
)
def test_of_a_lot(changes: dict[str, Any]) -> None:
    assert draft_faults(a_lot(**changes)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "x" * 120},
        {"notes": "x" * 2000},
        {"max_lots": 1},
        {"max_lots": 20},
        {"volume_max": mass(3000)},
        {"delivery_end": date(2027, 1, 15)},
    ],
)
def test_of_a_demand(changes: dict[str, Any]) -> None:
    assert demand_faults(a_demand(**changes)) == []


def test_of_the_last_day_of_delivery() -> None:
    assert opening_faults(a_demand(delivery_start=TODAY, delivery_end=TODAY), today=TODAY) == []


@pytest.mark.parametrize("days", [1, 60])
def test_of_a_round(days: int) -> None:
    assert round_faults(RoundTerms("x" * 120, RoundPolicy(answer_days=days))) == []


@pytest.mark.parametrize("length", [10, 4000])
def test_of_a_note(length: int) -> None:
    assert note_faults(ContractStep.REJECT, "x" * length) == []


def test_of_a_shipment_in_one_day() -> None:
    terms = some_terms()
    assert terms_faults(replace(terms, shipment_end=terms.shipment_start)) == []


def test_of_half_a_shipment_window_which_is_none() -> None:
    delivery = wishes_of(a_demand()).delivery
    whole = shipment_window(a_lot(), delivery, agreed_on=TODAY)
    assert shipment_window(a_lot(shipment_start=TODAY), delivery, agreed_on=TODAY) == whole


def test_of_a_shipment_that_nobody_has_named() -> None:
    assert shipment_window(a_lot(), None, agreed_on=TODAY) == (TODAY, TODAY + timedelta(days=90))


def test_of_an_address() -> None:
    assert email_faults("a" * 249 + "@b.pe") == []


def test_of_a_password() -> None:
    assert password_faults("xy" * 100, email="rosa@example.pe") == []


def test_of_the_window_of_failures() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    assert wait_seconds([now - timedelta(minutes=15), *[now] * 4], now=now) == 0
