"""Costs are shared by weight to the cent, containers are planned the same in any order, and estimates add up."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.contracts.carrying import CarryKind, CarryLine
from marketplace.domain.contracts.clauses import Side
from marketplace.domain.freight import FreightMode, FreightTable
from marketplace.domain.ids import ContractId
from marketplace.domain.mass import Mass
from marketplace.domain.money import Currency, Incoterm, Money
from marketplace.domain.shipments.containers import Carriage
from marketplace.domain.shipments.freight import (
    CostKind,
    CostTerms,
    borne_by,
    cost_faults,
    saved_per_tonne,
    split_by_weight,
)
from marketplace.domain.shipments.landed import LandedPart, Spent, landed_cost
from marketplace.domain.shipments.plans import Candidate, ContainerPlan, container_plans
from tests.domain.samples import TODAY, mass

WEIGHTS = st.lists(st.integers(1, 30_000_000).map(lambda grams: Mass(Decimal(grams) / 1000)), min_size=1, max_size=12)
TABLE = FreightTable(
    {
        (Incoterm.FOB, "FR", FreightMode.LCL): Decimal(430),
        (Incoterm.FOB, "FR", FreightMode.FCL): Decimal(200),
    }
)


def usd(amount: str | int) -> Money:
    return Money(Decimal(amount), Currency.USD)


def a_candidate(number: int, **changes: Any) -> Candidate:
    facts: dict[str, Any] = {
        "contract_id": ContractId(number),
        "code": f"MZ-{number:03d}",
        "collection_point": "Callao",
        "destination": "FR",
        "window": (TODAY, TODAY + timedelta(days=30)),
        "volume": mass(4000),
        "incoterm": Incoterm.FOB,
    }
    return Candidate(**(facts | changes))


@given(WEIGHTS, st.integers(1, 10**9))
def test_shares_add_up_exactly_and_none_is_a_cent_away_from_its_due(weights: list[Mass], cents: int) -> None:
    money = Money(Decimal(cents) / 100, Currency.USD)
    shares = split_by_weight(money, weights)
    total = sum(each.grams for each in weights)
    assert sum(each.amount for each in shares) == money.amount
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share.amount * 100 * total - cents * weight.grams) < total


@given(WEIGHTS, st.integers(1, 10**6))
def test_yen_are_shared_in_whole_yen(weights: list[Mass], yen: int) -> None:
    shares = split_by_weight(Money(Decimal(yen), Currency.JPY), weights)
    assert (sum(each.amount for each in shares), {each.amount % 1 for each in shares}) == (yen, {Decimal(0)})


def test_the_last_cents_go_to_the_largest_remainders() -> None:
    assert split_by_weight(usd(100), [mass(1), mass(1), mass(4)]) == [usd("16.67"), usd("16.67"), usd("66.66")]


def test_nothing_is_shared_by_nothing() -> None:
    with pytest.raises(ValueError, match="nothing to share by"):
        split_by_weight(usd(1), [mass(0)])


@pytest.mark.parametrize(
    ("amount", "currency", "is_right"),
    [("0.01", "USD", True), ("0", "USD", False), ("1.005", "USD", False), ("1.5", "JPY", False), ("NaN", "USD", False)],
)
def test_a_cost_is_an_amount_that_can_be_paid(amount: str, currency: str, *, is_right: bool) -> None:
    cost = CostTerms(CostKind.FREIGHT, Money(Decimal(amount), Currency(currency)))
    assert (cost_faults(cost) == []) is is_right


def test_a_cost_says_little() -> None:
    faults = cost_faults(CostTerms(CostKind.FREIGHT, usd(1), "x" * 201))
    assert [each.code for each in faults] == ["shipment.note_too_long"]


def test_who_bears_a_cost_follows_from_the_incoterm() -> None:
    found = [
        borne_by(kind, term) for kind, term in ((CostKind.FREIGHT, Incoterm.FOB), (CostKind.FREIGHT, Incoterm.CIF))
    ]
    assert [*found, borne_by(CostKind.INLAND, Incoterm.FOB)] == [Side.MAKER, Side.PRODUCER, Side.PRODUCER]


@pytest.mark.parametrize(
    ("alone", "together", "saved"),
    [("4000", "12500", "230"), ("4000", "25000", "230"), ("4000", "5000", "-70"), ("12500", "25000", "0")],
)
def test_a_full_container_saves_and_an_empty_one_costs(alone: str, together: str, saved: str) -> None:
    got = saved_per_tonne(TABLE, Incoterm.FOB, destination="FR", alone=mass(alone), together=mass(together))
    assert got == Decimal(saved)


def test_without_a_rate_nobody_knows_what_is_saved() -> None:
    got = saved_per_tonne(TABLE, Incoterm.FOB, destination="DE", alone=mass(1), together=mass(2))
    assert (got, saved_per_tonne(TABLE, Incoterm.FOB, destination="FR", alone=mass(1), together=mass(0))) == (
        None,
        None,
    )


def test_three_contracts_of_one_place_and_market_share_a_container() -> None:
    [plan] = container_plans([a_candidate(1), a_candidate(2, destination="DE"), a_candidate(3)])
    assert (plan.carriage, plan.fill_percent, plan.left) == (Carriage.CONTAINER_20, Decimal(96), mass(500))
    assert plan.saving(TABLE) is None  # there is no rate to Germany


def test_the_saving_is_that_of_a_tonne_on_average() -> None:
    [plan] = container_plans([a_candidate(1, volume=mass(6250)), a_candidate(2, volume=mass(6250))])
    assert plan.saving(TABLE) == Decimal(230)
    assert ContainerPlan((), plan.window, mass(0), plan.carriage).saving(TABLE) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"collection_point": "Paita"},
        {"destination": "US-ME"},
        {"window": (TODAY + timedelta(days=31), TODAY + timedelta(days=60))},
        {"volume": mass(24_000)},
    ],
)
def test_what_does_not_go_together_is_planned_apart(changes: dict[str, Any]) -> None:
    assert [len(each.members) for each in container_plans([a_candidate(1), a_candidate(2, **changes)])] == [1, 1]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20), st.integers(1, 26_000)), max_size=9), st.randoms())
def test_the_plan_is_the_same_in_any_order_and_holds_everybody_once(
    facts: list[tuple[int, int, int]], dice: Random
) -> None:
    found = [
        a_candidate(number, window=_window(start, length), volume=mass(volume))
        for number, (start, length, volume) in enumerate(facts)
    ]
    shuffled = list(found)
    dice.shuffle(shuffled)
    plans = container_plans(found)
    assert container_plans(shuffled) == plans
    assert sorted(each.code for plan in plans for each in plan.members) == [each.code for each in found]
    for plan in plans:
        assert all(each.window[0] <= plan.window[0] <= plan.window[1] <= each.window[1] for each in plan.members)


def _window(start: int, length: int) -> tuple[date, date]:
    first = TODAY + timedelta(days=start)
    return first, first + timedelta(days=length)


def test_a_landed_cost_takes_real_shares_before_the_table() -> None:
    carry = [CarryLine(CarryKind.STORAGE, TODAY, TODAY, 1, Decimal(12), usd("4.00"))]
    known = Spent(usd(1000), usd("12.50"), (usd(30), usd(20)), usd(999))
    found = landed_cost(known, carry, volume=mass(500))
    assert [line.part for line in found.lines] == [
        LandedPart.PRICE,
        LandedPart.FEE,
        LandedPart.WAY_SHARED,
        LandedPart.STORAGE,
    ]
    assert (found.total, found.per_tonne) == (usd("1066.50"), usd(2133))


def test_before_any_cost_is_known_the_table_is_the_estimate() -> None:
    found = landed_cost(Spent(usd(1000), None, (), usd(215)), [], volume=mass(500))
    assert [line.is_known for line in found.lines] == [True, False]
    assert landed_cost(Spent(usd(1000), None), [], volume=mass(500)).total == usd(1000)
