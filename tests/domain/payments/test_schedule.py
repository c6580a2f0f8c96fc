"""A contract's price is planned in parts, and every change brings them to what it comes to, to the cent."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.books.postings import Parts
from marketplace.domain.contracts.clauses import BalanceBasis
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.ids import InstalmentId
from marketplace.domain.mass import Mass
from marketplace.domain.money import Currency, Money
from marketplace.domain.payments.life import InstalmentKind
from marketplace.domain.payments.schedule import (
    Standing,
    adjust,
    balance_due,
    called_balance_due,
    counted,
    end,
    half_fee,
    minus,
    net_of,
    next_parts,
    nothing,
    plan,
    plus,
    with_fee,
)
from tests.domain import samples

USD = Currency.USD
NONE = nothing(USD)
CENTS = st.integers(1, 10_000_000).map(lambda cents: Decimal(cents) / 100)
PERCENTS = st.sampled_from([Decimal("0.5"), Decimal(2), Decimal("3.7")])


def parts(price: str | Decimal, fee: str | Decimal = "0") -> Parts:
    """Put dollars together."""
    return Parts(Money(Decimal(price), USD), Money(Decimal(fee), USD))


def some_terms(**changes: object) -> ContractTerms:
    """Say what a contract says, with some of it changed."""
    return replace(samples.some_terms(), **changes)  # type: ignore[arg-type]


def standing(number: int, asked: Parts, *, paid: Parts = NONE, **changes: object) -> Standing:
    """Make an instalment as it stands."""
    found = Standing(
        id=InstalmentId(number),
        kind=InstalmentKind.DEPOSIT,
        is_planned=False,
        asked=asked,
        dropped=NONE,
        paid=paid,
        returned=NONE,
        released=NONE.price,
        owed=NONE.price,
    )
    return replace(found, **changes)  # type: ignore[arg-type]


def test_deposit_and_balance_make_the_price_and_the_fee() -> None:
    terms = some_terms(platform_fee_percent=Decimal(3), deposit_percent=Decimal("33.3"))
    planned = plan(terms, terms.volume, before=NONE)
    assert [each.kind for each in planned] == [InstalmentKind.DEPOSIT, InstalmentKind.BALANCE]
    whole = plus(planned[0].parts, planned[1].parts)
    assert whole == with_fee(terms.total, Decimal(3))


def test_without_a_deposit_there_is_one_part() -> None:
    terms = some_terms(deposit_percent=Decimal(0))
    assert [each.kind for each in plan(terms, terms.volume, before=NONE)] == [InstalmentKind.BALANCE]


def test_a_credit_is_taken_off_the_deposit_first_and_then_off_the_balance() -> None:
    terms = some_terms(deposit_percent=Decimal(10))
    deposit, total = terms.deposit, terms.total
    small, large = Money(Decimal(20), Currency.USD), deposit + Money(Decimal(5), Currency.USD)
    less = plan(terms, terms.volume, before=NONE, credit=small)
    assert [each.parts.price for each in less] == [deposit - small, total - deposit]
    [balance] = plan(terms, terms.volume, before=NONE, credit=large)
    assert (balance.kind, balance.parts.price) == (InstalmentKind.BALANCE, total - large)


@given(st.lists(CENTS, min_size=1, max_size=8), PERCENTS)
def test_fees_of_parts_add_up_to_the_fee_of_the_whole(prices: list[Decimal], percent: Decimal) -> None:
    asked = NONE
    for price in prices:
        asked = plus(asked, next_parts(Money(price, USD), percent, before=asked))
    assert asked.fee == half_fee(asked.price, percent)


def test_the_balance_is_due_so_many_days_after_its_milestone() -> None:
    terms, day = some_terms(balance_days=5), date(2026, 12, 1)
    assert balance_due(terms, day) == date(2026, 12, 6)


@pytest.mark.parametrize(
    ("basis", "days"),
    [(BalanceBasis.BEFORE_SHIPMENT, 5), (BalanceBasis.AGAINST_DOCUMENTS, 26), (BalanceBasis.AFTER_ARRIVAL, 40)],
)
def test_called_bags_report_no_more_than_their_shipment(basis: BalanceBasis, days: int) -> None:
    terms, day = some_terms(balance_days=5, balance_basis=basis), date(2026, 12, 1)
    assert called_balance_due(terms, day) == day + timedelta(days=days)


def test_what_is_held_is_neither_released_nor_given_back() -> None:
    found = standing(1, parts("100", "1"), paid=parts("80"), returned=parts("30"), released=parts("40").price)
    assert (found.open, found.kept, found.held.amount) == (parts("20", "1"), parts("50"), Decimal(10))
    assert replace(found, owed=parts("5").price).held.amount == Decimal(15)


def test_interest_comes_on_top() -> None:
    rows = [standing(1, parts("100")), standing(2, parts("3"), kind=InstalmentKind.INTEREST)]
    assert (counted(rows), net_of(rows, USD)) == (rows[:1], parts("100"))


def test_a_contract_that_comes_to_more_asks_for_more() -> None:
    rows = [standing(1, parts("30", "0.30")), standing(2, parts("70", "0.70"))]
    found = adjust(parts("110", "1.10"), rows)
    assert (found.more, found.lowerings) == (parts("10", "0.10"), ())


def test_a_price_that_rises_while_its_fee_falls_asks_for_the_one_and_lowers_the_other() -> None:
    rows = [standing(1, parts("100", "1.00"), paid=parts("100", "1.00"))]
    found = adjust(parts("110", "0.90"), rows)
    assert (found.more, [each.back for each in found.lowerings]) == (parts("10"), [parts("0", "0.10")])


def test_what_is_planned_is_not_counted_as_raised() -> None:
    rows = [standing(1, parts("30")), standing(2, parts("70"), is_planned=True)]
    assert adjust(parts("100"), rows).more == parts("70")


def test_what_is_open_is_lowered_before_anything_is_given_back() -> None:
    rows = [standing(1, parts("30"), paid=parts("30")), standing(2, parts("70"), paid=parts("60"))]
    found = adjust(parts("75"), rows).lowerings
    assert [(each.id, each.drop, each.back) for each in found] == [(2, parts("10"), parts("15"))]


@given(st.lists(st.tuples(CENTS, st.integers(0, 100)), min_size=1, max_size=5), st.integers(0, 100), PERCENTS)
def test_lowering_loses_no_cent(rows: list[tuple[Decimal, int]], share: int, percent: Decimal) -> None:
    asked, standings = NONE, []
    for number, (price, paid_share) in enumerate(rows, 1):
        new = next_parts(Money(price, USD), percent, before=asked)
        asked = plus(asked, new)
        paid = Parts(new.price.times(Decimal(paid_share) / 100), NONE.fee if paid_share < 100 else new.fee)
        standings.append(standing(number, new, paid=paid))
    target = with_fee(asked.price.times(Decimal(share) / 100), percent)
    lowered = NONE
    for each in adjust(target, standings).lowerings:
        lowered = plus(lowered, plus(each.drop, each.back))
    assert minus(asked, lowered) == target


def test_a_contract_that_ends_drops_what_is_open_and_gives_back_what_was_paid() -> None:
    rows = [
        standing(1, parts("30", "0.30"), paid=parts("30", "0.30")),
        standing(2, parts("70", "0.70")),
        standing(3, parts("2"), kind=InstalmentKind.INTEREST),
        standing(4, parts("9"), is_planned=True),
    ]
    found = {each.id: (each.drop, each.back) for each in end(parts("10", "0.10"), rows).lowerings}
    assert found == {1: (NONE, parts("20", "0.20")), 2: (parts("70", "0.70"), NONE), 3: (parts("2"), NONE)}


def test_a_contract_that_keeps_all_gives_nothing_back() -> None:
    rows = [standing(1, parts("30"), paid=parts("30"))]
    assert end(parts("30"), rows).lowerings == ()


def test_called_bags_are_planned_like_a_contract_of_their_own() -> None:
    terms = some_terms(platform_fee_percent=Decimal(2))
    one = plan(terms, Mass(Decimal(690)), before=NONE)
    assert plus(one[0].parts, one[1].parts).price == terms.price * Mass(Decimal(690))
