"""Ways to pay, late interest, refunds by rule and by hand, and when the provider is believed."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from marketplace.domain.contracts.clauses import DepositOnEnd
from marketplace.domain.errors import NotAllowed
from marketplace.domain.ids import PaymentId, UserId
from marketplace.domain.money import Currency, Money
from marketplace.domain.payments.believing import oddity, step_towards
from marketplace.domain.payments.interest import PaidOn, is_interest_ripe, late_interest
from marketplace.domain.payments.life import PaymentState, PaymentStep, RefundCause
from marketplace.domain.payments.provider import Movement, RemotePart, RemotePayment, RemoteState
from marketplace.domain.payments.reconciling import Gap, Owned, cost_of, differences
from marketplace.domain.payments.refunds import (
    asking_faults,
    check_second_person,
    handout,
    kept_at_end,
    most_by_hand,
    note_faults,
    spread,
)
from marketplace.domain.payments.ways import Way, ways_for
from tests.domain.payments.test_schedule import parts, some_terms, standing

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
DUE = date(2026, 12, 1)
WHY = "The maker paid it twice."


def usd(amount: str) -> Money:
    return Money(Decimal(amount), Currency.USD)


@pytest.mark.parametrize(
    ("money", "ways"),
    [
        (usd("100"), (Way.CARD, Way.BANK_DEBIT, Way.BANK_WIRE)),
        (usd("3000"), (Way.BANK_WIRE, Way.CARD, Way.BANK_DEBIT)),
        (Money(Decimal(500_000), Currency.JPY), (Way.CARD,)),
    ],
)
def test_large_sums_are_wired_and_small_ones_paid_by_card(money: Money, ways: tuple[Way, ...]) -> None:
    assert ways_for(money) == ways


def test_interest_runs_from_the_day_after_it_was_due() -> None:
    paid = [PaidOn(usd("365"), date(2026, 11, 30)), PaidOn(usd("365"), date(2026, 12, 11))]
    found = late_interest(paid, usd("365"), due_on=DUE, until=date(2026, 12, 21), percent=Decimal(10))
    assert found == usd("3.00")


def test_interest_never_exceeds_a_tenth() -> None:
    assert late_interest([], usd("100"), due_on=DUE, until=date(2036, 1, 1), percent=Decimal(24)) == usd("10.00")


@pytest.mark.parametrize(
    ("until", "is_paid", "raised_until", "expected"),
    [
        (DUE, True, None, False),
        (date(2026, 12, 2), True, None, True),
        (date(2026, 12, 2), False, None, False),
        (date(2026, 12, 31), False, None, True),
        (date(2026, 12, 31), False, date(2026, 12, 20), False),
    ],
)
def test_interest_is_asked_for_when_all_is_paid_or_month_by_month(
    until: date, *, is_paid: bool, raised_until: date | None, expected: bool
) -> None:
    assert is_interest_ripe(due_on=DUE, raised_until=raised_until, until=until, is_paid=is_paid) is expected


@pytest.mark.parametrize(
    ("rule", "percent", "cause", "kept"),
    [
        (DepositOnEnd.RETURNED, None, RefundCause.ENDED, "0"),
        (DepositOnEnd.KEPT, None, RefundCause.ENDED, "30"),
        (DepositOnEnd.KEPT, None, RefundCause.SAMPLE, "0"),
        (DepositOnEnd.KEPT, Decimal(15), RefundCause.LAPSED, "0"),
        (DepositOnEnd.RETURNED, Decimal(15), RefundCause.ENDED, "15"),
        (DepositOnEnd.KEPT, Decimal(90), RefundCause.ENDED, "40"),
    ],
)
def test_what_a_group_keeps_at_an_early_end(
    rule: DepositOnEnd, percent: Decimal | None, cause: RefundCause, kept: str
) -> None:
    terms = some_terms(deposit_on_end=rule, reservation_percent=percent)
    assert kept_at_end(terms, usd("40"), deposit=usd("30"), total=usd("100"), cause=cause).amount == Decimal(kept)


def test_a_refund_is_spread_over_payments_from_each_no_more_than_is_left() -> None:
    given = [(PaymentId(2), usd("5")), (PaymentId(1), usd("0")), (PaymentId(3), usd("9"))]
    assert spread(usd("7"), given) == [(PaymentId(2), usd("5")), (PaymentId(3), usd("2"))]


def test_by_hand_credit_goes_first_then_price_and_fee_as_they_were_paid() -> None:
    found = standing(1, parts("100", "1"), paid=parts("100", "1"))
    assert handout(usd("5"), found, credit=usd("7")).credit == usd("5")
    given = handout(usd("57.50"), found, credit=usd("7"))
    assert (given.price, given.fee, given.credit) == (usd("50.00"), usd("0.50"), usd("7"))


def test_by_hand_no_more_goes_back_than_is_kept() -> None:
    found = standing(1, parts("100", "1"), paid=parts("100", "1"))
    released = replace(found, released=usd("100"))
    assert most_by_hand(found, usd("7"), refundable=usd("1000")) == usd("108")
    assert most_by_hand(released, usd("7"), refundable=usd("1000")) == usd("7")
    assert most_by_hand(found, usd("7"), refundable=usd("50")) == usd("50")


@pytest.mark.parametrize("money", [None, usd("0"), usd("-1"), usd("10.01"), usd("0.001")])
def test_an_amount_that_cannot_go_back_is_refused(money: Money | None) -> None:
    assert [each.code for each in asking_faults(money, WHY, most=usd("10"))] == ["refund.amount_out_of_range"]


def test_a_refund_needs_a_reason() -> None:
    assert [each.code for each in asking_faults(usd("1"), " no ", most=usd("10"))] == ["refund.note_missing"]
    assert note_faults(WHY) == []


@pytest.mark.parametrize("deciding", [None, UserId(1)])
def test_nobody_decides_their_own_wish(deciding: UserId | None) -> None:
    with pytest.raises(NotAllowed):
        check_second_person(UserId(1), deciding)
    check_second_person(UserId(1), UserId(2))


def word(**changes: object) -> RemotePayment:
    """Make what the provider says of a payment that was received."""
    said = RemotePayment(
        remote_id="cs_1",
        reference="payment-1",
        state=RemoteState.RECEIVED,
        requested=usd("10"),
        parts=(RemotePart("ch_1", usd("10"), NOW),),
        fee=None,
        refunded=usd("0"),
    )
    return replace(said, **changes)  # type: ignore[arg-type]


EURO = Money(Decimal(10), Currency.EUR)


@pytest.mark.parametrize(
    ("changes", "odd"),
    [
        ({}, None),
        ({"reference": "payment-2"}, "another_payment"),
        ({"remote_id": "cs_2"}, "another_payment"),
        ({"requested": EURO}, "another_currency"),
        ({"parts": (RemotePart("ch_1", EURO, NOW),)}, "another_currency"),
        ({"requested": usd("11")}, "another_amount"),
        ({"refunded": usd("1")}, "refunded_elsewhere"),
    ],
)
def test_a_word_that_does_not_fit_is_not_believed(changes: dict[str, object], odd: str | None) -> None:
    assert oddity(usd("10"), Decimal(0), names=("payment-1", "cs_1"), remote=word(**changes)) == odd


@pytest.mark.parametrize(
    ("state", "remote", "step"),
    [
        (PaymentState.OPEN, RemoteState.PROCESSING, PaymentStep.PROCESS),
        (PaymentState.PROCESSING, RemoteState.RECEIVED, PaymentStep.RECEIVE),
        (PaymentState.EXPIRED, RemoteState.RECEIVED, PaymentStep.RECEIVE),
        (PaymentState.RECEIVED, RemoteState.RECEIVED, None),
        (PaymentState.RECEIVED, RemoteState.FAILED, None),
        (PaymentState.PROCESSING, RemoteState.OPEN, None),
        (PaymentState.FAILED, RemoteState.EXPIRED, None),
    ],
)
def test_old_news_leads_nowhere(state: PaymentState, remote: RemoteState, step: PaymentStep | None) -> None:
    assert step_towards(state, remote) is step


def line(kind: str, amount: str, *, fee: str = "0", reference: str = "", number: str = "txn_1") -> Movement:
    """Make a line of the provider's account."""
    return Movement(
        remote_id=number, kind=kind, money=usd(amount), fee=usd(fee), source_id="", at=NOW, reference=reference
    )


OURS = Owned({"payment-1": usd("10")}, frozenset({"payment-1", "payment-2"}))


@pytest.mark.parametrize(
    ("lines", "gaps"),
    [
        ([line("charge", "10", reference="payment-1")], []),
        ([line("charge", "9", reference="payment-1")], [Gap.AMOUNT]),
        ([], [Gap.ONLY_OURS]),
        ([line("charge", "10", reference="payment-1"), line("charge", "5", reference="payment-9")], [Gap.ONLY_THEIRS]),
        ([line("charge", "10", fee="1", reference="payment-1")], [Gap.COST]),
        ([line("charge", "10", reference="payment-1"), line("payout", "-5")], [Gap.SWEEP]),
        ([line("charge", "10", reference="payment-1"), line("stripe_fee", "-2")], [Gap.COST]),
        ([line("charge", "10", reference="payment-1"), line("adjustment", "-2")], [Gap.OTHER]),
        ([line("charge", "10", reference="payment-1"), line("adjustment", "-2", reference="payment-1")], [Gap.AMOUNT]),
    ],
)
def test_each_difference_is_named(lines: list[Movement], gaps: list[Gap]) -> None:
    assert [each.gap for each in differences(lines, OURS, booked=frozenset())] == gaps


def test_what_is_booked_is_no_difference() -> None:
    lines = [line("charge", "10", fee="1", reference="payment-1"), line("payout", "-5", number="txn_2")]
    assert differences(lines, OURS, booked=frozenset({"txn_1", "txn_2"})) == []
    assert cost_of(line("stripe_fee", "-2")) == usd("2")
