"""Whether a contract may ship as far as its pre-shipment samples go, and what a no leads to."""

from decimal import Decimal

import pytest

from marketplace.domain.errors import NotAllowed, Refused
from marketplace.domain.ids import SampleId
from marketplace.domain.money import Currency, Money
from marketplace.domain.samples.life import SampleKind, SampleState, SampleStep
from marketplace.domain.samples.standing import (
    MAY_SHIP,
    Allowance,
    Standing,
    allowance_faults,
    check_may_call_off,
    check_may_ship,
    follows_by_itself,
    sample_gate,
    standing_of,
    step_of_rejection,
)
from marketplace.domain.viewers import Role
from tests.domain.samples import usd

S = SampleState
NO, UNRESOLVED = S.REJECTED, S.UNRESOLVED
PRE_SHIPMENT = SampleKind.PRE_SHIPMENT


@pytest.mark.parametrize(
    ("states", "standing"),
    [
        ([], Standing.TO_SEND),
        ([S.REQUESTED], Standing.TO_SEND),
        ([S.LOST], Standing.TO_SEND),
        ([S.CANCELLED], Standing.TO_SEND),
        ([S.SENT], Standing.SENT),
        ([S.RECEIVED], Standing.SENT),
        ([S.APPROVED], Standing.APPROVED),
        ([NO], Standing.REJECTED_ONCE),
        ([NO, S.REQUESTED], Standing.REJECTED_ONCE),
        ([NO, S.SENT], Standing.SENT),
        ([NO, S.APPROVED], Standing.APPROVED),
        ([UNRESOLVED], Standing.REJECTED_TWICE),
        ([NO, UNRESOLVED], Standing.REJECTED_TWICE),
        ([NO, S.ALLOWANCE_ASKED], Standing.REJECTED_TWICE),
        ([NO, S.CALLED_OFF], Standing.REJECTED_TWICE),
        ([NO, S.ALLOWED], Standing.REMEDIED),
        ([NO, S.SETTLED], Standing.REMEDIED),
        ([NO, S.REPLACED, S.REQUESTED], Standing.REJECTED_ONCE),
        ([NO, S.REPLACED, S.APPROVED], Standing.APPROVED),
    ],
)
def test_the_newest_sample_decides_how_a_contract_stands(states: list[SampleState], standing: Standing) -> None:
    assert standing_of(states, is_needed=True) is standing


def test_without_an_agreed_sample_nothing_is_needed() -> None:
    assert standing_of([NO], is_needed=False) is Standing.NONE_NEEDED


@pytest.mark.parametrize("standing", Standing)
def test_a_contract_ships_with_an_approved_sample_a_remedy_or_none_agreed(standing: Standing) -> None:
    if standing in MAY_SHIP:
        check_may_ship(standing)
        assert sample_gate(standing) == []
    else:
        with pytest.raises(Refused, match=f"sample.gate_{standing}"):
            check_may_ship(standing)


@pytest.mark.parametrize(
    ("kind", "number", "second_is_due", "step"),
    [
        (SampleKind.OFFER, 1, True, SampleStep.REJECT),
        (SampleKind.ARRIVAL, 1, True, SampleStep.REJECT),
        (PRE_SHIPMENT, 1, True, SampleStep.REJECT),
        (PRE_SHIPMENT, 1, False, SampleStep.REJECT_AGAIN),
        (PRE_SHIPMENT, 2, True, SampleStep.REJECT_AGAIN),
        (PRE_SHIPMENT, 3, True, SampleStep.REJECT_AGAIN),
    ],
)
def test_a_no_is_final_asks_for_a_second_sample_or_for_a_remedy(
    kind: SampleKind, number: int, *, second_is_due: bool, step: SampleStep
) -> None:
    assert step_of_rejection(kind, number, second_is_due=second_is_due) is step


def test_only_the_second_pre_shipment_sample_follows_by_itself() -> None:
    assert follows_by_itself(PRE_SHIPMENT, 1, second_is_due=True)
    assert not follows_by_itself(PRE_SHIPMENT, 2, second_is_due=True)
    assert not follows_by_itself(SampleKind.OFFER, 1, second_is_due=True)


@pytest.mark.parametrize("amount", ["0", "-5", "5650", "0.001", "NaN"])
def test_an_allowance_is_money_below_the_price(amount: str) -> None:
    assert [fault.code for fault in allowance_faults(Decimal(amount), usd(5650))] == ["sample.allowance_out_of_range"]


def test_an_agreed_allowance_is_taken_off_the_price() -> None:
    allowance = Allowance(SampleId(1), Money(Decimal("150.50"), Currency.USD))
    assert allowance_faults(allowance.per_tonne.amount, usd(5650)) == []
    assert allowance.applied(usd(5650)) == usd("5499.50")


@pytest.mark.parametrize(("price", "is_in"), [("5499.50", True), ("5400", True), ("5500", False)])
def test_an_allowance_is_in_the_contract_once_the_price_shows_it(price: str, *, is_in: bool) -> None:
    allowance = Allowance(SampleId(1), Money(Decimal("150.50"), Currency.USD))
    assert allowance.is_in(usd(price), before=usd(5650)) is is_in


def test_the_maker_may_call_off_and_the_group_only_where_the_contract_says_so() -> None:
    check_may_call_off(Role.MAKER, either_may=False)
    check_may_call_off(Role.PRODUCER, either_may=True)
    with pytest.raises(NotAllowed, match=r"sample\.makers_choice"):
        check_may_call_off(Role.PRODUCER, either_may=False)
