"""A panel's result is believed only when its numbers can be true."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.evaluations import (
    PanelEvaluation,
    TastedProduct,
    evaluation_faults,
    evaluation_warnings,
    expected_quality,
)
from marketplace.domain.flavours import GROUPS
from tests.domain.golden import world
from tests.domain.samples import TODAY, an_evaluation, some_means

SCORES = st.decimals(min_value=0, max_value=10, places=1)


def faults(terms: PanelEvaluation, **dates: date) -> list[tuple[str, str | None]]:
    return [(each.code, each.field) for each in evaluation_faults(terms, today=TODAY, **dates)]


def test_a_good_result_has_no_fault() -> None:
    assert faults(an_evaluation()) == []


@pytest.mark.parametrize("lot", world()["lots"], ids=lambda lot: lot["lot_code"])
def test_every_result_of_the_fictional_market_is_believed(lot: dict[str, Any]) -> None:
    scores = dict(lot["sensory"]["scores"])
    quality, best = scores.pop("quality"), scores.pop("global_quality")
    dates = {name: date.fromisoformat(lot[name]) for name in ("harvest_start", "harvest_end")}
    means = {name: None if value is None else Decimal(value) for name, value in scores.items()}
    terms = an_evaluation(means=means, quality=quality, global_quality=best)
    assert faults(terms, **dates) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"protocol": " "}, ("evaluation.protocol_missing", "protocol")),
        ({"panel_size": 0}, ("evaluation.panel_too_small", "panel_size")),
        ({"replicates": 0}, ("evaluation.replicates_too_few", "replicates")),
        ({"comment": "x" * 2001}, ("evaluation.comment_too_long", "comment")),
        ({"evaluated_on": date(2026, 11, 24)}, ("evaluation.in_future", "evaluated_on")),
        ({"global_quality": None}, ("evaluation.global_quality_missing", "global_quality")),
        ({"global_quality": Decimal("10.1")}, ("evaluation.score_out_of_range", "global_quality")),
        ({"quality": {"finish": Decimal(-1)}}, ("evaluation.score_out_of_range", "quality_finish")),
        ({"quality": {"beauty": Decimal(1)}}, ("evaluation.attribute_unknown", "quality_beauty")),
        ({"deviations": {"cacao": Decimal(11)}}, ("evaluation.score_out_of_range", "cacao")),
        ({"means": some_means(cacao="NaN")}, ("evaluation.score_out_of_range", "cacao")),
        ({"means": some_means(cacao="5.125")}, ("evaluation.score_too_fine", "cacao")),
        ({"means": some_means(cacao=None)}, ("evaluation.attribute_missing", "cacao")),
        ({"means": some_means(off_total=None)}, ("evaluation.attribute_missing", "off_total")),
        ({"means": some_means(salt="1")}, ("evaluation.attribute_unknown", "salt")),
        ({"means": some_means(sweetness="2")}, ("evaluation.chocolate_only", "sweetness")),
        ({"means": some_means(floral_total="0.4")}, ("evaluation.total_below_part", "floral_total")),
        ({"means": some_means(floral_total="1.1")}, ("evaluation.total_above_sum", "floral_total")),
    ],
)
def test_each_fault_is_told_at_its_field(changes: dict[str, Any], fault: tuple[str, str]) -> None:
    assert faults(an_evaluation(**changes)) == [fault]


def test_chocolate_may_be_sweet() -> None:
    assert faults(an_evaluation(product=TastedProduct.CHOCOLATE, means=some_means(sweetness="4"))) == []


def test_an_other_off_flavour_must_be_named() -> None:
    means = some_means(off_other="1", off_total="1")
    assert faults(an_evaluation(means=means)) == [("evaluation.off_other_unnamed", "off_other_note")]
    assert faults(an_evaluation(means=means, off_other_note="rubber")) == []


def test_a_total_without_all_parts_is_only_held_against_the_largest() -> None:
    assert faults(an_evaluation(means=some_means(floral_flowers=None, floral_total="3"))) == []


def test_a_total_without_any_part_stands_alone() -> None:
    means = some_means(floral_flowers=None, floral_orange_blossom=None, floral_total="3")
    assert faults(an_evaluation(means=means)) == []


@given(st.lists(SCORES, min_size=5, max_size=5), SCORES)
def test_a_total_lies_between_its_largest_part_and_their_sum(parts: list[Decimal], total: Decimal) -> None:
    names = GROUPS["fresh_fruit_total"]
    means = some_means() | dict(zip(names, parts, strict=True)) | {"fresh_fruit_total": total}
    is_possible = max(parts) <= total <= min(Decimal(10), sum(parts))
    assert (faults(an_evaluation(means=means)) == []) == is_possible


@given(SCORES)
def test_global_quality_is_never_held_against_the_attributes(best: Decimal) -> None:
    assert faults(an_evaluation(global_quality=best)) == []


HARVEST = {"harvest_start": date(2026, 10, 1), "harvest_end": date(2026, 11, 1)}


def test_a_result_from_before_a_finished_harvest_is_refused() -> None:
    assert faults(an_evaluation(), **HARVEST) == [("evaluation.before_harvest", "evaluated_on")]


def test_a_result_from_before_a_running_harvest_speaks_of_an_earlier_crop() -> None:
    running = HARVEST | {"harvest_end": date(2026, 12, 5)}
    warnings = evaluation_warnings(an_evaluation(), harvest_start=running["harvest_start"])
    assert faults(an_evaluation(), **running) == []
    assert [each.code for each in warnings] == ["evaluation.of_earlier_crop"]


@pytest.mark.parametrize(
    ("changes", "warning"),
    [
        ({"panel_size": 5}, "evaluation.panel_size_unusual"),
        ({"panel_size": 9}, "evaluation.panel_size_unusual"),
        ({"replicates": 2}, "evaluation.replicates_unusual"),
        ({"global_quality": Decimal("6.9")}, "evaluation.quality_unusual_for_defects"),
    ],
)
def test_what_is_unusual_is_only_a_warning(changes: dict[str, Any], warning: str) -> None:
    terms = an_evaluation(**changes)
    assert [each.code for each in evaluation_warnings(terms)] == [warning]
    assert faults(terms) == []


@pytest.mark.parametrize("changes", [{}, {"global_quality": None}, {"means": some_means(off_total=None)}])
def test_the_usual_gives_no_warning(changes: dict[str, Any]) -> None:
    assert evaluation_warnings(an_evaluation(**changes), harvest_start=date(2026, 5, 2)) == []


@pytest.mark.parametrize(
    ("off", "usual"), [("0", (7, 10)), ("0.5", None), ("1", (4, 6)), ("2.9", (4, 6)), ("3", (0, 3))]
)
def test_defects_lower_the_usual_quality(off: str, usual: tuple[int, int] | None) -> None:
    assert expected_quality(Decimal(off)) == (tuple(map(Decimal, usual)) if usual else None)
