"""A claim is opened in time, asks for something that can be given, and ends in one of the ways that the table knows."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.contracts import claims
from marketplace.domain.contracts.claims import (
    CLAIM_MACHINE,
    PENDING,
    ClaimKind,
    ClaimState,
    ClaimStep,
    Grievance,
    Remedy,
    RemedyKind,
    Reply,
)
from marketplace.domain.contracts.fixing import LIMA
from marketplace.domain.errors import Reason, Refused
from marketplace.domain.money import Currency, Money
from marketplace.domain.viewers import Role

TOTAL = Money(Decimal("16950.00"), Currency.USD)
DISCHARGED = date(2027, 3, 1)
LAST_MOMENT = datetime(2027, 3, 23, tzinfo=LIMA)
WORDS = "Twelve bags smell of diesel, see the photographs."
TENTH = Remedy(RemedyKind.ALLOWANCE_PERCENT, Decimal(10))


def codes(found: list[Reason]) -> list[str]:
    return [each.code for each in found]


def test_a_claim_in_the_last_hour_is_in_time() -> None:
    assert claims.opening_faults(DISCHARGED, 21, now=LAST_MOMENT - timedelta(hours=1)) == []


def test_a_late_claim_is_refused_with_the_last_day() -> None:
    found = claims.opening_faults(DISCHARGED, 21, now=LAST_MOMENT)
    assert (codes(found), found[0].facts["until"]) == (["claim.too_late"], date(2027, 3, 22))


@pytest.mark.parametrize("step", sorted(claims.ANSWERS))
def test_an_answer_comes_before_its_time_is_over(step: ClaimStep) -> None:
    claims.check_in_time(step, LAST_MOMENT, now=LAST_MOMENT - timedelta(seconds=1))
    with pytest.raises(Refused, match=r"claim\.answer_over"):
        claims.check_in_time(step, LAST_MOMENT, now=LAST_MOMENT)


@pytest.mark.parametrize("step", [ClaimStep.MEDIATE, ClaimStep.REFER, ClaimStep.WITHDRAW])
def test_what_is_no_answer_is_never_too_late(step: ClaimStep) -> None:
    claims.check_in_time(step, LAST_MOMENT, now=LAST_MOMENT + timedelta(days=99))


def test_a_claim_that_is_over_has_no_time_to_answer() -> None:
    assert not claims.is_over(None, now=LAST_MOMENT)


def test_what_has_not_arrived_cannot_be_claimed() -> None:
    assert codes(claims.opening_faults(None, 21, now=LAST_MOMENT)) == ["claim.nothing_arrived"]


@pytest.mark.parametrize(
    ("remedy", "code"),
    [
        (TENTH, None),
        (Remedy(RemedyKind.ALLOWANCE_PERCENT, Decimal(101)), "claim.value_out_of_range"),
        (Remedy(RemedyKind.ALLOWANCE_PERCENT), "claim.value_out_of_range"),
        (Remedy(RemedyKind.ALLOWANCE_AMOUNT, Decimal("16950.00")), None),
        (Remedy(RemedyKind.ALLOWANCE_AMOUNT, Decimal("16950.01")), "claim.value_out_of_range"),
        (Remedy(RemedyKind.REPLACEMENT), None),
        (Remedy(RemedyKind.GOODS_BACK, Decimal(5)), "claim.value_without_allowance"),
    ],
)
def test_a_remedy_can_be_given(remedy: Remedy, code: str | None) -> None:
    assert codes(claims.remedy_faults(remedy, TOTAL)) == ([code] if code else [])


@given(st.decimals("0.01", "100", places=2))
def test_an_allowance_in_percent_is_worth_its_share_to_the_half_cent(percent: Decimal) -> None:
    worth = Remedy(RemedyKind.ALLOWANCE_PERCENT, percent).worth(TOTAL)
    assert worth is not None
    assert abs(worth.amount - TOTAL.amount * percent / 100) <= Decimal("0.005")


def test_only_allowances_are_worth_money() -> None:
    remedies = [Remedy(RemedyKind.ALLOWANCE_AMOUNT, Decimal(500)), Remedy(RemedyKind.GOODS_BACK)]
    assert [each.worth(TOTAL) for each in remedies] == [Money(Decimal(500), Currency.USD), None]
    assert Remedy(RemedyKind.REPLACEMENT, Decimal(5)).worth(TOTAL) is None


@pytest.mark.parametrize(("words", "is_fine"), [("Bad.", False), ("x" * 4001, False), (WORDS, True)])
def test_a_claim_is_said_in_words(words: str, *, is_fine: bool) -> None:
    assert (claims.words_faults(words) == []) is is_fine


def test_a_claim_asks_for_something() -> None:
    assert codes(claims.grievance_faults(Grievance(ClaimKind.QUALITY, WORDS, TENTH), TOTAL)) == []
    nothing = Grievance(ClaimKind.QUALITY, WORDS, Remedy(RemedyKind.NOTHING))
    assert codes(claims.grievance_faults(nothing, TOTAL)) == ["claim.asks_nothing"]


@pytest.mark.parametrize(
    ("step", "reply", "expected"),
    [
        (ClaimStep.ACCEPT, Reply(1), []),
        (ClaimStep.REJECT, Reply(1), ["claim.words_missing"]),
        (ClaimStep.COUNTER, Reply(1, WORDS), ["claim.remedy_missing"]),
        (ClaimStep.COUNTER, Reply(1, WORDS, TENTH), []),
        (ClaimStep.MEDIATE, Reply(1, WORDS, Remedy(RemedyKind.NOTHING)), []),
    ],
)
def test_an_answer_says_what_its_step_needs(step: ClaimStep, reply: Reply, *, expected: list[str]) -> None:
    assert codes(claims.reply_faults(step, reply, total=TOTAL)) == expected


@pytest.mark.parametrize("state", ClaimState)
@pytest.mark.parametrize("role", Role)
def test_every_step_belongs_to_somebody(state: ClaimState, role: Role) -> None:
    for step in ClaimStep:
        is_open = (state, step) in CLAIM_MACHINE.next and role in CLAIM_MACHINE.who[step]
        assert (step in CLAIM_MACHINE.steps(state, role)) is is_open


def test_what_is_pending_can_end_and_what_is_over_cannot() -> None:
    assert {here for here, _ in CLAIM_MACHINE.next} == PENDING


def usd_of(amount: str) -> Money:
    return Money(Decimal(amount), Currency.USD)


def test_what_can_still_be_claimed_is_the_price_less_what_was_given_and_never_less_than_nothing() -> None:
    assert claims.rest_of(usd_of("1000"), [usd_of("300"), usd_of("200.50")]) == usd_of("499.50")
    assert claims.rest_of(usd_of("1000"), [usd_of("600"), usd_of("600")]) == usd_of("0")


@pytest.mark.parametrize(
    ("value", "rest", "codes"),
    [("50", "500", []), ("50.01", "500", ["claim.above_rest"]), ("1", "0", ["claim.nothing_left"])],
)
def test_no_remedy_gives_more_than_is_left(value: str, rest: str, codes: list[str]) -> None:
    given = Remedy(RemedyKind.ALLOWANCE_PERCENT, Decimal(value))
    found = claims.rest_faults(ClaimStep.COUNTER, given, total=usd_of("1000"), rest=usd_of(rest))
    assert [each.code for each in found] == codes
    assert all(each.field == "remedy_value" for each in found)


def test_remedies_without_an_amount_take_nothing_of_the_price() -> None:
    for remedy in (Remedy(RemedyKind.REPLACEMENT), None):
        assert claims.rest_faults(None, remedy, total=usd_of("1000"), rest=usd_of("0")) == []


@pytest.mark.parametrize(("step", "is_too_much"), [("accept", True), ("agree", False), ("reject", False)])
def test_what_is_taken_as_it_was_stated_is_compared_with_what_is_left(step: str, *, is_too_much: bool) -> None:
    half, tenth = (Remedy(RemedyKind.ALLOWANCE_PERCENT, Decimal(each)) for each in (50, 10))
    amounts = {"total": usd_of("1000"), "rest": usd_of("400")}
    assert claims.takes_too_much(ClaimStep(step), remedy=half, counter=tenth, **amounts) is is_too_much
    told = claims.rest_faults(ClaimStep.ACCEPT, half, **amounts)
    assert [each.field for each in told] == [None]
