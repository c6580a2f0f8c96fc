"""What may be asked for and what may be sent."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.money import Currency, Money
from marketplace.domain.samples.requests import (
    FREE,
    Dispatch,
    Drawing,
    SampleRequest,
    dispatch_faults,
    drawing_faults,
    fee_faults,
    paid_faults,
    quote_faults,
    reason_faults,
    receipt_faults,
    request_faults,
)

TODAY = date(2026, 11, 23)
TOMORROW = TODAY + timedelta(days=1)
ADDRESS = "Atelier Roussette, 12 rue des Fèves, 69001 Lyon"
REQUEST = SampleRequest(500, ADDRESS)
SENT = Dispatch(grams=500, courier="SERPOST", sent_on=TODAY)


def usd(amount: str) -> Money:
    return Money(Decimal(amount), Currency.USD)


def codes(dispatch: Dispatch, *, agreed: Money = FREE, left: int = 1_000) -> list[tuple[str, str | None]]:
    found = dispatch_faults(dispatch, agreed=agreed, left=left, today=TODAY)
    return [(fault.code, fault.field) for fault in found]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"grams": 49}, "sample.grams_out_of_range"),
        ({"grams": 5_001}, "sample.grams_out_of_range"),
        ({"address": "  Lyon   "}, "sample.address_length"),
        ({"address": "x" * 501}, "sample.address_length"),
        ({"message": "x" * 2_001}, "sample.words_too_long"),
    ],
)
def test_a_request_says_how_much_and_where_to(changes: dict[str, Any], code: str) -> None:
    assert [fault.code for fault in request_faults(replace(REQUEST, **changes))] == [code]


def test_a_plain_request_is_good() -> None:
    assert request_faults(replace(REQUEST, message="For a 72 % bar.")) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"grams": 20}, ("sample.grams_out_of_range", "grams")),
        ({"courier": "  "}, ("sample.courier_missing", "courier")),
        ({"courier": "x" * 81}, ("sample.words_too_long", "courier")),
        ({"tracking": "x" * 81}, ("sample.words_too_long", "tracking")),
        ({"sent_on": TOMORROW}, ("sample.sent_in_future", "sent_on")),
        ({"sent_on": TODAY - timedelta(days=61)}, ("sample.sent_long_ago", "sent_on")),
        ({"grams": 1_001}, ("sample.not_enough_kept", "grams")),
        ({"drawn": -1}, ("sample.grams_out_of_range", "drawn")),
        ({"drawn": 20_001}, ("sample.grams_out_of_range", "drawn")),
        ({"fee": usd("0.01")}, ("sample.fee_above_agreed", "fee")),
    ],
)
def test_what_is_sent_must_be_there_and_cost_what_was_said(changes: dict[str, Any], fault: tuple[str, str]) -> None:
    assert codes(replace(SENT, **changes)) == [fault]


def test_what_is_drawn_at_the_same_time_may_be_sent() -> None:
    assert codes(replace(SENT, grams=1_500, drawn=500)) == []


def test_a_lower_fee_than_agreed_needs_no_yes() -> None:
    assert codes(replace(SENT, fee=usd("15")), agreed=usd("20")) == []


def test_another_currency_is_another_fee() -> None:
    euros = Money(Decimal(15), Currency.EUR)
    assert codes(replace(SENT, fee=euros), agreed=usd("20")) == [("sample.fee_above_agreed", "fee")]


def test_nothing_is_nothing_in_any_currency() -> None:
    assert codes(replace(SENT, fee=Money(Decimal(0), Currency.PEN)), agreed=usd("20")) == []


@pytest.mark.parametrize("amount", ["20", "15", "0"])
def test_nobody_is_asked_to_agree_to_what_is_agreed_already(amount: str) -> None:
    assert [fault.code for fault in quote_faults(usd(amount), usd("20"))] == ["sample.fee_known"]


def test_a_higher_fee_is_asked_for_within_reason() -> None:
    assert quote_faults(usd("20.01"), usd("20")) == []
    assert [fault.code for fault in quote_faults(usd("501"), usd("20"))] == ["sample.fee_out_of_range"]


@pytest.mark.parametrize("amount", ["-1", "500.01", "10.001"])
def test_a_fee_is_money_within_reason(amount: str) -> None:
    assert [fault.code for fault in fee_faults(usd(amount))] == ["sample.fee_out_of_range"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (None, "sample.reason_missing"),
        ("no  ", "sample.reason_missing"),
        ("x" * 2_001, "sample.words_too_long"),
    ],
)
def test_a_no_says_why(words: str | None, code: str) -> None:
    assert [fault.code for fault in reason_faults(words)] == [code]


def test_a_short_reason_is_enough() -> None:
    assert reason_faults("All is sold.") == []


@pytest.mark.parametrize(
    ("day", "sent_on", "found"),
    [
        (TODAY, TODAY, []),
        (TODAY, None, []),
        (TOMORROW, None, ["sample.day_in_future"]),
        (TODAY - timedelta(days=1), TODAY, ["sample.received_before_sent"]),
    ],
)
def test_a_sample_comes_after_it_went(day: date, sent_on: date | None, found: list[str]) -> None:
    assert [fault.code for fault in receipt_faults(day, sent_on=sent_on, today=TODAY)] == found


@pytest.mark.parametrize(("day", "found"), [(TODAY, []), (TOMORROW, ["sample.day_in_future"])])
def test_nothing_is_drawn_tomorrow(day: date, found: list[str]) -> None:
    drawing = Drawing(grams=500, drawn_on=day, address=ADDRESS)
    assert [fault.code for fault in drawing_faults(drawing, today=TODAY)] == found


@pytest.mark.parametrize(
    ("paid_on", "code"),
    [(TOMORROW, "sample.day_in_future"), (TODAY - timedelta(days=3), "sample.paid_before_asked"), (TODAY, None)],
)
def test_a_fee_comes_between_the_request_and_today(paid_on: date, code: str | None) -> None:
    found = paid_faults(paid_on, asked_on=TODAY - timedelta(days=2), today=TODAY)
    assert [fault.code for fault in found] == ([code] if code else [])
