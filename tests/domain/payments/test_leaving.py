"""What must be paid before cacao leaves."""

from decimal import Decimal

import pytest

from marketplace.domain.books.postings import Parts
from marketplace.domain.contracts.clauses import BalanceBasis
from marketplace.domain.errors import Refused
from marketplace.domain.ids import InstalmentId
from marketplace.domain.money import Currency, Money, no_money
from marketplace.domain.payments.leaving import (
    check_deposit_came,
    check_paid_to_leave,
    letting_faults,
    unpaid_before_leaving,
    unpaid_deposit,
)
from marketplace.domain.payments.life import InstalmentKind
from marketplace.domain.payments.schedule import Standing, nothing

BEFORE = BalanceBasis.BEFORE_SHIPMENT
NONE = nothing(Currency.USD)


def usd(amount: int) -> Money:
    return Money(Decimal(amount), Currency.USD)


def asked(price: int, fee: int, *, kind: InstalmentKind = InstalmentKind.BALANCE, paid: int = 0) -> Standing:
    nil = no_money(Currency.USD)
    return Standing(
        id=InstalmentId(1),
        kind=kind,
        is_planned=False,
        asked=Parts(usd(price), usd(fee)),
        dropped=NONE,
        paid=Parts(usd(paid), nil),
        returned=NONE,
        released=nil,
        owed=nil,
    )


def test_price_and_fee_of_deposit_and_balance_are_paid_before_the_cacao_leaves() -> None:
    owed = [asked(300, 3, kind=InstalmentKind.DEPOSIT), asked(700, 7, paid=200)]
    assert unpaid_before_leaving(BEFORE, owed) == usd(810)


def test_interest_on_what_was_late_keeps_no_cacao() -> None:
    assert unpaid_before_leaving(BEFORE, [asked(5, 0, kind=InstalmentKind.INTEREST), asked(9, 0, paid=9)]) is None


@pytest.mark.parametrize("basis", [BalanceBasis.AGAINST_DOCUMENTS, BalanceBasis.AFTER_ARRIVAL])
def test_where_the_balance_falls_due_later_nothing_keeps_the_cacao(basis: BalanceBasis) -> None:
    assert unpaid_before_leaving(basis, [asked(300, 3, kind=InstalmentKind.DEPOSIT)]) is None


def test_what_keeps_it_is_named() -> None:
    check_paid_to_leave("MZ-1", None)
    with pytest.raises(Refused) as no:
        check_paid_to_leave("MZ-1", Money(Decimal("1810.00"), Currency.USD))
    assert (no.value.reasons[0].code, no.value.reasons[0].facts) == (
        "milestone.unpaid",
        {"contract": "MZ-1", "unpaid": "1,810.00 USD"},
    )


def test_a_reason_to_go_on_without_the_deposit_is_of_a_length_that_people_read() -> None:
    found = [letting_faults(each) for each in (None, "ok", "The wire is confirmed by telephone.")]
    assert [[each.code for each in faults] for faults in found] == [
        ["milestone.letting_note_missing"],
        ["milestone.letting_note_missing"],
        [],
    ]


def test_the_deposit_keeps_cacao_from_being_made_ready_until_it_came_or_somebody_lets_it_go_on() -> None:
    waiting = [asked(30, 0, kind=InstalmentKind.DEPOSIT), asked(70, 0, kind=InstalmentKind.BALANCE)]
    come = [asked(30, 0, paid=30, kind=InstalmentKind.DEPOSIT), asked(70, 0, kind=InstalmentKind.BALANCE)]
    assert (unpaid_deposit(waiting), unpaid_deposit(come)) == (usd(30), None)
    check_deposit_came("MZ-1", unpaid_deposit(come), note=None)
    check_deposit_came("MZ-1", unpaid_deposit(waiting), note="The wire is confirmed.")
    with pytest.raises(Refused, match=r"milestone\.deposit_unpaid"):
        check_deposit_came("MZ-1", unpaid_deposit(waiting), note=None)
