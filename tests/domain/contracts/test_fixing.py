"""A price that follows a terminal is fixed once, by the side that may, at the day's level, to the cent."""

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
from marketplace.domain.prices import PriceKind, Pricing, ReferenceFigure, ReferenceKind, References, Terminal
from tests.domain.samples import TODAY, some_references, usd

FAIRTRADE = frozenset({Scheme.FAIRTRADE})


def follows(terminal: Terminal | None = Terminal.NEW_YORK, differential: str | None = "2500") -> Pricing:
    amount = None if differential is None else Decimal(differential)
    return Pricing(usd(5650), PriceKind.DIFFERENTIAL, terminal, "2027-03", amount)


def london(level: str, rate: str) -> References:
    figures = [
        ReferenceFigure(ReferenceKind.ICE_LONDON, Decimal(level), date(2026, 11, 20)),
        ReferenceFigure(ReferenceKind.FX_USD_GBP, Decimal(rate), date(2026, 11, 19)),
    ]
    return References(TODAY, {each.kind: each for each in figures})


def test_new_york_is_fixed_in_dollars_with_the_date_of_its_level() -> None:
    assert fixing.fix_price(follows(), some_references(), by=Side.MAKER) == Fixing(
        on=TODAY, level=Decimal(3150), level_from=date(2026, 1, 1), price=Decimal("5650.00"), by=Side.MAKER
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


def test_a_level_that_nobody_has_set_fixes_nothing() -> None:
    with pytest.raises(Refused, match=r"price\.reference_missing"):
        fixing.fix_price(follows(), some_references(ice_ny=None), by=Side.MAKER)


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
