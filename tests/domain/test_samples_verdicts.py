"""A maker's verdict is on the panel's scale, and a no teaches something."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.evaluations import TastedProduct
from marketplace.domain.samples.verdicts import Deviation, SampleVerdict, deviations, telling, verdict_faults

D = Decimal
TODAY = date(2026, 11, 23)
YES = SampleVerdict(
    is_approved=True,
    tasted_on=TODAY,
    product=TastedProduct.CACAO_MASS,
    scores={"cacao": D(5), "floral_total": None},
    global_quality=D("7.9"),
)


def codes(verdict: SampleVerdict, received_on: date | None = TODAY) -> list[str]:
    return [fault.code for fault in verdict_faults(verdict, received_on=received_on, today=TODAY)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"scores": {"sweetness": D(3)}}, "evaluation.attribute_unknown"),
        ({"scores": {"cacao": D("10.1")}}, "evaluation.score_out_of_range"),
        ({"scores": {"cacao": D("5.123")}}, "evaluation.score_too_fine"),
        ({"global_quality": None}, "sample.quality_missing"),
        ({"global_quality": D(11)}, "evaluation.score_out_of_range"),
        ({"words": "x" * 2_001}, "sample.words_too_long"),
        ({"is_approved": False, "words": "bad"}, "sample.verdict_unexplained"),
        ({"tasted_on": TODAY + timedelta(days=1)}, "sample.tasted_in_future"),
        ({"tasted_on": TODAY - timedelta(days=1)}, "sample.tasted_before_received"),
    ],
)
def test_what_is_wrong_with_a_verdict_is_said(changes: dict[str, Any], code: str) -> None:
    assert codes(replace(YES, **changes)) == [code]


def test_a_yes_needs_no_words() -> None:
    assert codes(YES) == codes(YES, None) == []


def test_a_no_with_words_is_good() -> None:
    assert codes(replace(YES, is_approved=False, words="Smoky in every cup.")) == []


def test_a_verdict_is_laid_over_the_panel_furthest_off_first() -> None:
    panel = {"cacao": D(5), "floral_total": D(3), "bitterness": D(2), "woody_total": None}
    tasted = {"cacao": D("4.5"), "floral_total": D(1), "bitterness": None, "woody_total": D(1)}
    found = deviations(tasted, panel, allowed={"floral_total": D("1.5")})
    assert [(each.name, each.difference, each.is_outside) for each in found] == [
        ("floral_total", D(-2), True),
        ("cacao", D("-0.5"), False),
    ]


def test_only_what_is_worth_saying_is_said() -> None:
    small = Deviation("cacao", D(5), D("4.9"))
    big = Deviation("floral_total", D(1), D(3))
    strict = Deviation("bitterness", D("2.3"), D(2), D("0.2"))
    assert telling([big, strict, small]) == [big, strict]
    assert telling([big, strict], 1) == [big]
