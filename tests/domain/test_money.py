"""Money knows its currency, and prices their basis."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.mass import Mass
from marketplace.domain.money import Currency, Incoterm, Money, UnitPrice, no_money, smallest_unit
from tests.domain.samples import mass, usd

AMOUNTS = st.decimals(min_value=0, max_value=10**7, places=2)
CURRENCIES = st.sampled_from(Currency)
MONEY = st.builds(Money, AMOUNTS, CURRENCIES)
GRAMS = st.integers(min_value=0, max_value=10**9)


def dollars(amount: str) -> Money:
    return Money(Decimal(amount), Currency.USD)


def test_money_of_one_currency_adds_up() -> None:
    assert dollars("1.10") + dollars("2.20") == dollars("3.30")


@given(MONEY, MONEY)
def test_adding_and_taking_away_again_changes_nothing(one: Money, other: Money) -> None:
    same = Money(other.amount, one.currency)
    assert one + same - same == one


@given(MONEY, MONEY)
def test_money_of_two_currencies_never_mixes(one: Money, other: Money) -> None:
    if one.currency is other.currency:
        return
    with pytest.raises(TypeError):
        _ = one + other
    with pytest.raises(TypeError):
        _ = one - other
    with pytest.raises(TypeError):
        _ = one < other


def test_money_and_a_bare_number_never_mix() -> None:
    with pytest.raises(TypeError):
        _ = dollars("1") + Decimal(1)  # type: ignore[operator]


def test_the_smaller_amount_is_less() -> None:
    assert dollars("1") < dollars("2")


def test_a_share_is_rounded_half_up_to_the_cent() -> None:
    assert dollars("0.05").times(Decimal("0.5")) == dollars("0.03")


def test_money_without_cents_is_rounded_to_whole_coins() -> None:
    yen = Money(Decimal(101), Currency.JPY)
    assert yen.times(Decimal("0.5")) == Money(Decimal(51), Currency.JPY)
    assert UnitPrice(Decimal(700_001), Currency.JPY, Incoterm.FOB, "Callao") * mass("1500") == Money(
        Decimal(1_050_002), Currency.JPY
    )


@given(MONEY, st.decimals(min_value=0, max_value=1, places=6))
def test_every_share_can_be_paid_in_coins(whole: Money, share: Decimal) -> None:
    assert whole.times(share).is_payable


def test_half_a_cent_and_a_tenth_of_a_yen_cannot_be_paid() -> None:
    assert not dollars("0.005").is_payable
    assert not Money(Decimal("0.1"), Currency.JPY).is_payable
    assert not dollars("NaN").is_payable


def test_a_currency_knows_its_smallest_coin() -> None:
    assert (smallest_unit(Currency.PEN), smallest_unit(Currency.JPY)) == (Decimal("0.01"), Decimal(1))


@given(MONEY)
def test_money_and_its_mirror_are_nothing(money: Money) -> None:
    assert money + -money == no_money(money.currency)


def test_paying_for_a_volume_rounds_half_up_once() -> None:
    assert usd("1") * mass("0.005") == Money(Decimal("0.00"), Currency.USD)
    assert usd("1") * mass("5") == Money(Decimal("0.01"), Currency.USD)


def test_a_container_at_4650_costs_what_it_should() -> None:
    assert usd("4650") * mass(12500) == dollars("58125.00")


@given(st.decimals(min_value=1, max_value=20000, places=2), GRAMS)
def test_a_payment_is_never_more_than_half_a_cent_off(amount: Decimal, grams: int) -> None:
    volume = Mass(Decimal(grams) / 1000)
    exact = amount * volume.kilograms / 1000
    assert abs((usd(str(amount)) * volume).amount - exact) <= Decimal("0.005")


def test_a_price_per_kilogram_is_a_thousandth() -> None:
    assert usd("5650").per_kilogram() == Decimal("5.65")


def test_prices_on_different_bases_are_different() -> None:
    assert usd("5000", Incoterm.FOB) != usd("5000", Incoterm.DAP)


def test_a_price_keeps_its_currency_when_paid() -> None:
    price = UnitPrice(Decimal(1000), Currency.EUR, Incoterm.DAP, "Lyon")
    assert price * mass(1000) == Money(Decimal("1000.00"), Currency.EUR)
