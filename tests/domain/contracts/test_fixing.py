"""A price that follows a terminal is fixed once, by the side that may, at the day's level, to the cent."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.certificates import Scheme
from marketplace.domain.contracts import fixing
from marketplace.domain.contracts.clauses import Side
from marketplace.domain.contracts.fixing import Fixing
from marketplace.domain.errors import NotAllowed, Refused, Stale
from marketplace.domain.prices import (
    PriceKind,
    Pricing,
    ReferenceFigure,
    ReferenceKind,
    References,
    Terminal,
    references_on,
)
from tests.domain.samples import MONTH, TODAY, YESTERDAY, some_references, usd

FAIRTRADE = frozenset({Scheme.FAIRTRADE})


def follows(terminal: Terminal | None = Terminal.NEW_YORK, differential: str | None = "2500") -> Pricing:
    amount = None if differential is None else Decimal(differential)
    return Pricing(usd(5650), PriceKind.DIFFERENTIAL, terminal, "2027-03", amount)


def london(level: str, rate: str, *, day: date = TODAY) -> References:
    figures = [
        ReferenceFigure(ReferenceKind.ICE_LONDON, Decimal(level), date(2026, 11, 20), month=MONTH),
        ReferenceFigure(ReferenceKind.FX_USD_GBP, Decimal(rate), date(2026, 11, 19)),
    ]
    return references_on(figures, day)


def codes(pricing: Pricing, references: References, *, by: Side | None = Side.MAKER) -> list[str]:
    with pytest.raises(Refused) as no:
        fixing.fix_price(pricing, references, by=by)
    return [each.code for each in no.value.reasons]


def test_new_york_is_fixed_in_dollars_with_the_date_of_its_level() -> None:
    assert fixing.fix_price(follows(), some_references(), by=Side.MAKER) == Fixing(
        on=TODAY,
        level=Decimal(3150),
        level_from=YESTERDAY,
        price=Decimal("5650.00"),
        by=Side.MAKER,
        month=MONTH,
        provisional=Decimal(5650),
    )


def test_london_is_turned_into_dollars_at_the_rate_that_is_kept() -> None:
    found = fixing.fix_price(follows(Terminal.LONDON, "1000"), london("2400", "1.3333"), by=None)
    assert (found.price, found.rate, found.rate_from) == (Decimal("4199.92"), Decimal("1.3333"), date(2026, 11, 19))


@given(st.decimals("1000", "9000", places=4), st.decimals("1.0", "1.6", places=4), st.integers(-500, 3000))
def test_a_fixed_price_is_level_times_rate_plus_differential_rounded_half_up_once(
    level: Decimal, rate: Decimal, differential: int
) -> None:
    found = fixing.fix_price(follows(Terminal.LONDON, str(differential)), london(str(level), str(rate)), by=Side.MAKER)
    cents = (level * rate + differential) * 100
    assert abs(found.price * 100 - cents) <= Decimal("0.5")
    assert found.price == found.price.quantize(Decimal("0.01"))


@pytest.mark.parametrize("by", [Side.MAKER, None])
def test_no_other_months_level_fixes_anything(by: Side | None) -> None:
    other = replace(some_references(), months={})
    assert codes(follows(), other, by=by) == ["fixing.no_level"]
    assert codes(replace(follows(), month="2027-05"), some_references(), by=by) == ["fixing.no_level"]
    assert codes(replace(follows(), month=None), some_references(), by=by) == ["fixing.no_level"]


def test_london_is_not_fixed_without_a_rate() -> None:
    level = replace(london("2400", "1.3"), figures={})
    assert codes(follows(Terminal.LONDON), level) == ["price.reference_missing"]
    assert codes(follows(Terminal.LONDON), some_references()) == ["fixing.no_level", "price.reference_missing"]


def test_a_side_fixes_at_the_days_level_and_at_no_older_one() -> None:
    day = YESTERDAY + fixing.LEVEL_LASTS
    assert fixing.fix_price(follows(), replace(some_references(), on=day), by=Side.MAKER).level_from == YESTERDAY
    assert codes(follows(), replace(some_references(), on=day + timedelta(days=1))) == ["fixing.level_old"]
    old = london("2400", "1.3", day=date(2026, 11, 26))
    assert codes(follows(Terminal.LONDON), old) == ["fixing.level_old", "fixing.rate_old"]


def test_the_calendar_fixes_at_the_last_level_there_was() -> None:
    late = replace(some_references(), on=date(2027, 3, 20))
    assert fixing.fix_price(follows(), late, by=None).level_from == YESTERDAY


def test_no_side_fixes_at_a_month_that_is_over() -> None:
    assert codes(follows(), replace(some_references(), on=date(2027, 3, 16))) == ["fixing.month_over"]
    assert codes(follows(), References(date(2027, 3, 16))) == ["fixing.month_over"]


def test_a_differential_that_nobody_has_stated_fixes_nothing() -> None:
    with pytest.raises(Refused, match=r"price\.differential_missing"):
        fixing.fix_price(follows(differential=None), some_references(), by=Side.MAKER)


def test_a_sum_that_is_no_price_fixes_nothing() -> None:
    with pytest.raises(Refused, match=r"price\.out_of_range"):
        fixing.fix_price(follows(differential="-3150"), some_references(), by=Side.MAKER)


def test_fairtrade_cacao_is_never_fixed_below_its_floor() -> None:
    found = fixing.fix_price(follows(differential="100"), some_references(), by=Side.MAKER, certificates=FAIRTRADE)
    assert (found.price, found.is_floor) == (Decimal(3500), True)


def test_above_the_floor_the_terminal_rules() -> None:
    found = fixing.fix_price(follows(), some_references(), by=Side.MAKER, certificates=FAIRTRADE)
    assert (found.price, found.is_floor) == (Decimal("5650.00"), False)


def test_a_floor_that_nobody_has_set_is_not_passed_unseen() -> None:
    with pytest.raises(Refused, match=r"price\.reference_missing"):
        fixing.fix_price(follows(), some_references(fairtrade_minimum=None), by=None, certificates=FAIRTRADE)


def test_only_a_price_that_follows_a_terminal_is_fixed_and_only_once() -> None:
    fixed = fixing.fix_price(follows(), some_references(), by=Side.MAKER)
    assert [each.code for each in fixing.fixing_faults(Pricing(usd(5650)), None)] == ["fixing.price_outright"]
    assert [each.code for each in fixing.fixing_faults(follows(), fixed)] == ["fixing.fixed_already"]
    assert fixing.fixing_faults(follows(), None) == []


def test_the_side_that_may_fix_is_the_one_that_the_contract_names() -> None:
    fixing.check_entitled(Side.MAKER, Side.MAKER)
    with pytest.raises(NotAllowed, match=r"fixing\.other_side"):
        fixing.check_entitled(Side.MAKER, Side.PRODUCER)


def test_a_day_ends_in_lima() -> None:
    end = fixing.end_of(TODAY)
    assert end == datetime(2026, 11, 24, 4, 59, 59, tzinfo=UTC)
    assert fixing.day_in_lima(end - timedelta(seconds=1)) == TODAY


def test_after_the_last_day_nobody_fixes() -> None:
    end = fixing.end_of(TODAY)
    fixing.check_fixable_until(TODAY, end - timedelta(seconds=1))
    fixing.check_fixable_until(None, end)
    with pytest.raises(Refused, match=r"fixing\.too_late"):
        fixing.check_fixable_until(TODAY, end)


def test_a_level_that_moved_since_the_page_was_opened_fixes_nothing() -> None:
    fixing.check_same_price(Decimal(5650), Decimal("5650.00"))
    with pytest.raises(Stale, match=r"fixing\.level_moved"):
        fixing.check_same_price(Decimal(5650), Decimal(5651))
