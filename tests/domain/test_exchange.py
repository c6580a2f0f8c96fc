"""Quotes in other currencies and units become dollars for a tonne, by a dated rate kept beside them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.countries import needs_due_diligence
from marketplace.domain.exchange import (
    Exchange,
    Quote,
    beside,
    dollars_per_tonne,
    exchange_faults,
    exchange_of,
    home_currency,
)
from marketplace.domain.fees import fee_percent, fees_of
from marketplace.domain.mass import MassUnit
from marketplace.domain.money import CENT, Currency, Money
from marketplace.domain.prices import ReferenceFigure, ReferenceKind, References, references_on
from tests.domain.samples import some_references

D = Decimal
SOLES = Exchange(ReferenceKind.FX_PEN_USD, D("3.5"), date(2026, 1, 1))
EUROS = Exchange(ReferenceKind.FX_USD_EUR, D("1.10"), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("quote", "exchange", "expected"),
    [
        (Quote(D(5600)), None, "5600.00"),
        (Quote(D("5.6"), unit=MassUnit.KILOGRAM), None, "5600.00"),
        (Quote(D("2.54"), unit=MassUnit.POUND), None, "5599.74"),
        (Quote(D(5000), Currency.EUR), EUROS, "5500.00"),
        (Quote(D("19.6"), Currency.PEN, MassUnit.KILOGRAM), SOLES, "5600.00"),
    ],
)
def test_any_quote_is_dollars_for_a_tonne(quote: Quote, exchange: Exchange | None, expected: str) -> None:
    assert dollars_per_tonne(quote, exchange) == D(expected)


def test_dollars_need_no_rate() -> None:
    assert exchange_of(Currency.USD, some_references()) is None


def test_the_rate_keeps_its_date() -> None:
    assert exchange_of(Currency.PEN, some_references()) == SOLES


def test_a_rate_that_nobody_has_set_is_a_fault_of_the_currency() -> None:
    [fault] = exchange_faults(Currency.EUR, some_references())
    assert (fault.code, fault.field, fault.facts["kind"]) == ("price.reference_missing", "price_currency", "fx_usd_eur")
    assert exchange_faults(Currency.PEN, some_references()) == []


def test_each_side_bears_half_of_the_fee() -> None:
    fees = fees_of(Money(D("5600.00"), Currency.USD), D(2))
    said = (fees.producer_fee.amount, fees.maker_fee.amount, fees.received.amount, fees.paid.amount)
    assert said == (D("56.00"), D("56.00"), D("5544.00"), D("5656.00"))


@given(st.decimals(0, 10_000_000, places=2), st.decimals(0, 100, places=2))
def test_no_cent_is_lost_between_what_is_paid_and_what_is_received(amount: Decimal, percent: Decimal) -> None:
    fees = fees_of(Money(amount, Currency.USD), percent)
    assert fees.paid.amount - fees.received.amount == fees.producer_fee.amount + fees.maker_fee.amount
    assert fees.maker_fee.amount == fees.maker_fee.amount.quantize(CENT)


def test_the_fee_is_a_figure_of_the_day() -> None:
    assert [fee_percent(some_references(platform_fee=each)) for each in (None, "2")] == [D(0), D(2)]


@pytest.mark.parametrize(("destination", "expected"), [("FR", True), ("US-ME", False), ("CH", False), ("PE", False)])
def test_the_union_asks_for_due_diligence(destination: str, *, expected: bool) -> None:
    assert needs_due_diligence(destination) is expected


@pytest.mark.parametrize(
    ("country", "expected"), [("PE", Currency.PEN), ("FR", Currency.EUR), ("JP", Currency.JPY), ("CH", Currency.USD)]
)
def test_people_reckon_in_their_countrys_currency(country: str, expected: Currency) -> None:
    assert home_currency(country) is expected


def rates(**values: str) -> References:
    kinds = {ReferenceKind(name): D(value) for name, value in values.items()}
    days = {ReferenceKind.FX_PEN_USD: date(2026, 11, 2)}
    rows = [ReferenceFigure(kind, value, days.get(kind, date(2026, 11, 9))) for kind, value in kinds.items()]
    return references_on(rows, date(2026, 11, 23))


@pytest.mark.parametrize(
    ("money", "into", "expected"),
    [
        (Money(D(100), Currency.USD), Currency.PEN, ("375.00", "3.7500", date(2026, 11, 2))),
        (Money(D(375), Currency.PEN), Currency.USD, ("100.00", "0.2667", date(2026, 11, 2))),
        (Money(D(100), Currency.EUR), Currency.USD, ("110.00", "1.1000", date(2026, 11, 9))),
        (Money(D(100), Currency.EUR), Currency.PEN, ("412.50", "4.1250", date(2026, 11, 2))),
        (Money(D(10), Currency.USD), Currency.JPY, ("1555", "155.5000", date(2026, 11, 9))),
    ],
)
def test_money_is_said_in_another_currency_beside_with_rate_and_day(
    money: Money, into: Currency, expected: tuple[str, str, date]
) -> None:
    found = beside(money, into, references=rates(fx_pen_usd="3.75", fx_usd_eur="1.10", fx_jpy_usd="155.5"))
    assert found is not None
    assert (found.amount, found.rate, found.rate_from) == (D(expected[0]), D(expected[1]), expected[2])


def test_nothing_is_said_beside_without_a_rate_or_in_its_own_currency() -> None:
    dollars = Money(D(100), Currency.USD)
    assert beside(dollars, Currency.EUR, references=rates(fx_pen_usd="3.75")) is None
    assert beside(dollars, Currency.USD, references=rates()) is None
