"""Storage and interest after arrival are counted by the day beyond the free ones, each rounded once."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.contracts.carrying import CarryKind, Stay, carry_lines, has_carry
from marketplace.domain.contracts.closing import ClosingFacts, missing_to_close
from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.timelines import Stop, StopKind, in_one_line
from tests.domain.samples import TODAY, mass, some_terms


def lines(days: int, **terms: Any) -> list[tuple[CarryKind, int, str]]:
    stay = Stay(TODAY, TODAY + timedelta(days=days), mass(2500))
    return [
        (each.kind, each.days, str(each.money.amount)) for each in carry_lines(replace(some_terms(), **terms), stay)
    ]


def test_without_a_term_nothing_is_charged() -> None:
    assert (lines(400), has_carry(some_terms())) == ([], False)


def test_the_free_days_are_free() -> None:
    assert lines(30, storage_rate=Decimal(12), finance_percent=Decimal(6)) == []


def test_storage_is_by_tonne_and_day_of_a_month_of_thirty() -> None:
    assert lines(45, storage_rate=Decimal(12)) == [(CarryKind.STORAGE, 15, "15.00")]


def test_interest_is_simple_on_the_price_of_what_arrived() -> None:
    price = some_terms().price.amount * Decimal("2.5")
    due = (price * 10 * 6 / 36500).quantize(Decimal("0.01"))
    found = lines(10, storage_free_days=0, finance_percent=Decimal(6))
    assert found == [(CarryKind.FINANCE, 10, str(due))]
    assert has_carry(replace(some_terms(), finance_percent=Decimal(6)))


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (ClosingFacts(is_settled=True, open_claims=0, is_money_closed=True), []),
        (ClosingFacts(is_settled=False, open_claims=0, is_money_closed=True, is_frame=True), []),
        (
            ClosingFacts(is_settled=False, open_claims=2, is_money_closed=False),
            ["closing.settlement_missing", "closing.claims_open", "closing.money_open"],
        ),
    ],
)
def test_a_contract_is_closed_when_nothing_of_it_is_open(facts: ClosingFacts, codes: list[str]) -> None:
    assert [each.code for each in missing_to_close(facts)] == codes


def test_money_stands_behind_the_step_with_which_it_falls_due() -> None:
    goods = [Stop(StopKind.GOODS, each.value, is_reached=False) for each in Milestone]
    later, sooner = TODAY + timedelta(days=2), TODAY
    money = [
        Stop(StopKind.MONEY, "final", is_reached=False, after=Milestone.ARRIVED),
        Stop(StopKind.MONEY, "balance", is_reached=False, expected_on=later),
        Stop(StopKind.MONEY, "deposit", is_reached=True, day=sooner),
    ]
    found = [stop.what for stop in in_one_line(goods, money)]
    assert found[:4] == ["preparing", "deposit", "balance", "ready_to_ship"]
    assert found[-3:] == ["arrived", "final", "closed"]


def test_a_stop_is_late_only_while_it_is_awaited() -> None:
    stops = [Stop(StopKind.GOODS, "shipped", is_reached=each, expected_on=TODAY) for each in (False, True)]
    assert [each.is_late(TODAY + timedelta(days=1)) for each in stops] == [True, False]
    assert [stops[0].is_late(TODAY), Stop(StopKind.GOODS, "shipped", is_reached=False).is_late(TODAY)] == [False, False]
