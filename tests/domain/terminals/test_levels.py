"""A price stands at the level of its own month; what comes nearest only ever compares."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.prices import PriceKind, Pricing, ReferenceFigure, ReferenceKind, References, Terminal
from marketplace.domain.prices import references_on as figures_on
from marketplace.domain.terminals import levels
from marketplace.domain.terminals.levels import Level
from tests.domain.samples import TODAY, YESTERDAY, some_references, usd

D = Decimal
NY, LONDON, FX = ReferenceKind.ICE_NY, ReferenceKind.ICE_LONDON, ReferenceKind.FX_USD_GBP


def follows(month: str | None = "2027-03", **changes: Any) -> Pricing:
    pricing = Pricing(usd(4200), PriceKind.DIFFERENTIAL, Terminal.NEW_YORK, month, D(1050))
    return replace(pricing, **changes)


def figures(*stated: tuple[ReferenceKind, str, str | None], day: date = TODAY) -> References:
    return figures_on([ReferenceFigure(kind, D(value), YESTERDAY, "", month) for kind, value, month in stated], day)


def test_a_price_stands_at_its_own_months_level() -> None:
    known = figures((NY, "3000", None), (NY, "3150", "2027-03"), (NY, "3300", "2027-05"))
    assert levels.level_of(follows(), known) == Level(D(3150), YESTERDAY, "2027-03")


def test_no_other_months_level_is_ever_its_own() -> None:
    known = figures((NY, "3000", None), (NY, "3300", "2027-05"), (LONDON, "2400", "2027-03"))
    assert levels.level_of(follows(), known) is None
    assert levels.level_of(follows(None), known) is None


@pytest.mark.parametrize(
    ("stated", "month"),
    [
        (((NY, "3150", "2027-03"), (NY, "3300", "2027-05")), "2027-03"),
        (((NY, "3300", "2027-05"), (NY, "3400", "2027-12")), "2027-05"),
        (((NY, "3100", "2026-12"), (NY, "3300", "2027-05")), "2027-05"),
        (((NY, "3050", "2026-09"), (NY, "3000", None)), None),
        (((LONDON, "2400", "2027-03"), (NY, "3000", None)), None),
    ],
)
def test_it_is_compared_by_what_comes_nearest(
    stated: tuple[tuple[ReferenceKind, str, str | None], ...], month: str | None
) -> None:
    found = levels.indication_of(follows(), figures(*stated))
    assert found is not None
    assert found.month == month


def test_of_two_months_equally_near_the_earlier_compares() -> None:
    found = levels.indication_of(follows("2027-05"), figures((NY, "3100", "2027-07"), (NY, "3000", "2027-03")))
    assert found is not None
    assert found.month == "2027-03"


def test_a_month_that_cannot_be_is_compared_by_the_first_position() -> None:
    assert levels.indication_of(follows("2027-02"), figures((NY, "3000", None), (NY, "3150", "2027-03"))) == Level(
        D(3000), YESTERDAY
    )


def test_london_needs_a_rate_and_keeps_it_with_its_date() -> None:
    pricing, level = follows(terminal=Terminal.LONDON), (LONDON, "2400", "2027-03")
    assert levels.level_of(pricing, figures(level)) is None
    found = levels.level_of(pricing, figures(level, (FX, "1.3333", None)))
    assert found == Level(D(2400), YESTERDAY, "2027-03", D("1.3333"), YESTERDAY)
    assert found.with_differential(D(1000)) == D("4199.92")


def test_a_differential_is_provisional_and_follows_its_month() -> None:
    assert levels.provisional_amount(follows(), some_references()) == D("4200.00")


@pytest.mark.parametrize("pricing", [Pricing(usd(4200)), follows(differential=None)])
def test_what_follows_nothing_has_no_provisional_amount(pricing: Pricing) -> None:
    assert levels.provisional_amount(pricing, some_references()) is None


@pytest.mark.parametrize(
    ("pricing", "known", "missing"),
    [
        (Pricing(usd(4200)), figures(), []),
        (follows(), some_references(), []),
        (follows(terminal=None), figures(), ["ice_ny"]),
        (follows(terminal=Terminal.LONDON), figures((FX, "1.3", None)), ["ice_london"]),
        (follows(terminal=Terminal.LONDON), figures((LONDON, "2400", "2027-03")), ["fx_usd_gbp"]),
    ],
)
def test_a_figure_that_nobody_has_set_is_named(pricing: Pricing, known: References, missing: list[str]) -> None:
    found = levels.indication_faults(pricing, known)
    assert [each.facts["kind"] for each in found] == missing
    assert (levels.provisional_amount(pricing, known) is None) == bool(missing or not pricing.is_provisional)


@pytest.mark.parametrize(
    ("pricing", "last_day", "codes"),
    [
        (follows(), date(2027, 3, 15), []),
        (follows(), date(2027, 3, 16), ["fixing.after_month"]),
        (follows(terminal=Terminal.LONDON), date(2027, 3, 15), ["fixing.after_month"]),
        (follows(), None, []),
        (follows("2027-02"), date(2028, 1, 1), []),
        (Pricing(usd(4200)), date(2028, 1, 1), []),
    ],
)
def test_the_last_day_to_fix_is_while_the_month_is_traded(
    pricing: Pricing, last_day: date | None, codes: list[str]
) -> None:
    assert [each.code for each in levels.month_faults(pricing, last_day, field="fixation_by")] == codes


@pytest.mark.parametrize(
    ("kind", "month", "day", "codes"),
    [
        (NY, None, TODAY, []),
        (NY, "2027-03", date(2027, 3, 15), []),
        (NY, "2027-03", date(2027, 3, 16), ["figure.month_over"]),
        (NY, "2027-02", TODAY, ["price.terminal_month_wrong"]),
        (FX, "2027-03", TODAY, ["figure.no_month"]),
        (FX, None, TODAY, []),
    ],
)
def test_only_a_terminals_figure_has_a_month_while_it_is_traded(
    kind: ReferenceKind, month: str | None, day: date, codes: list[str]
) -> None:
    found = levels.figure_faults(ReferenceFigure(kind, D(1), day, "", month))
    assert [each.code for each in found] == codes


def test_the_nearest_months_are_listed_with_what_is_known_of_each() -> None:
    december, march = levels.listed_figures(some_references(), most=2)
    assert (december.month, december.until, december.until_in_london) == (
        "2026-12",
        date(2026, 12, 15),
        date(2026, 12, 14),
    )
    assert (december.new_york, march.new_york and march.new_york.value, march.london) == (None, D(3150), None)
