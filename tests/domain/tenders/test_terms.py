"""What may be published of a tender, and what a bid may state."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.plain import from_plain, to_plain
from marketplace.domain.tenders.terms import (
    LONGEST,
    SHORTEST,
    Feedback,
    OnOffer,
    TenderTerms,
    sealed_faults,
    tender_faults,
)
from tests.domain.tenders.cases import CLOSES, NOW, a_sealed_bid, some_rules, usd

ON_OFFER = OnOffer(left=112, minimum_bags=5)
OTHERS: dict[str, Any] = {"bags": 21, "least_bags": 11, "amount": Decimal("5400.01"), "destination": "CH"}


def codes(changes: dict[str, Any], on_offer: OnOffer = ON_OFFER) -> list[str]:
    return [each.code for each in tender_faults(some_rules(**changes), on_offer, now=NOW)]


def test_usual_rules_have_no_fault() -> None:
    assert codes({}) == []
    assert codes({"closes_at": NOW + SHORTEST}) == []
    assert codes({"closes_at": NOW + LONGEST}) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"bags": 0}, "tender.bags_out_of_range"),
        ({"bags": 113}, "tender.bags_out_of_range"),
        ({"bags": 4, "parcel": 4}, "tender.below_lot_minimum"),
        ({"parcel": 4}, "tender.parcel_out_of_range"),
        ({"parcel": 61}, "tender.parcel_out_of_range"),
        ({"closes_at": NOW + SHORTEST - timedelta(seconds=1)}, "tender.too_short"),
        ({"opens_at": CLOSES}, "tender.too_short"),
        ({"closes_at": NOW + LONGEST + timedelta(seconds=1)}, "tender.too_long"),
        ({"minimum": usd(0)}, "tender.price_out_of_range"),
        ({"minimum": usd("5000.005")}, "tender.price_too_fine"),
        ({"feedback": Feedback.LIGHT, "amber": 0}, "tender.amber_out_of_range"),
        ({"feedback": Feedback.LIGHT, "amber": 51}, "tender.amber_out_of_range"),
        ({"confirm_days": 0}, "tender.confirm_days_out_of_range"),
        ({"confirm_days": 31}, "tender.confirm_days_out_of_range"),
        ({"remark": "x" * 1001}, "tender.note_too_long"),
    ],
)
def test_rules_that_nobody_could_keep_are_refused(changes: dict[str, Any], code: str) -> None:
    assert code in codes(changes)


def test_the_last_bags_of_a_lot_may_be_fewer_than_its_minimum() -> None:
    assert codes({"bags": 3, "parcel": 3}, OnOffer(left=3, minimum_bags=5)) == []


def test_a_tender_closes_while_the_lot_is_on_sale() -> None:
    assert codes({}, OnOffer(112, 5, CLOSES)) == []
    assert codes({}, OnOffer(112, 5, CLOSES - timedelta(seconds=1))) == ["tender.after_sale"]


def test_amber_does_not_matter_without_lights() -> None:
    assert codes({"amber": 0}) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": Decimal(0)}, "tender.price_out_of_range"),
        ({"amount": Decimal("5400.001")}, "tender.price_too_fine"),
        ({"amount": Decimal("4999.99")}, "tender.below_minimum"),
        ({"bags": 4, "least_bags": 4}, "tender.bid_out_of_range"),
        ({"bags": 61}, "tender.bid_out_of_range"),
        ({"least_bags": 4}, "tender.least_out_of_range"),
        ({"least_bags": 21}, "tender.least_out_of_range"),
        ({"destination": " "}, "tender.destination_missing"),
    ],
)
def test_a_bid_against_the_rules_is_refused(changes: dict[str, Any], code: str) -> None:
    assert [each.code for each in sealed_faults(a_sealed_bid(**changes), some_rules())] == [code]


def test_a_bid_by_the_rules_stands() -> None:
    assert sealed_faults(a_sealed_bid(), some_rules()) == []


def test_another_promise_has_another_digest() -> None:
    others = [a_sealed_bid(**{name: value}).digest for name, value in OTHERS.items()]
    assert a_sealed_bid(amount=Decimal("5400.0")).digest == a_sealed_bid().digest
    assert len({a_sealed_bid().digest, *others}) == 1 + len(OTHERS)


def test_a_hidden_minimum_refuses_nothing() -> None:
    assert sealed_faults(a_sealed_bid(amount=Decimal(1)), some_rules(is_minimum_shown=False)) == []


def test_where_no_part_is_allowed_a_bid_is_for_all_its_bags() -> None:
    whole = some_rules(allows_part=False)
    assert [each.code for each in sealed_faults(a_sealed_bid(), whole)] == ["tender.no_part"]
    assert sealed_faults(a_sealed_bid(least_bags=20), whole) == []


def test_the_rules_are_kept_without_losing_a_digit() -> None:
    rules = some_rules(minimum=usd("5000.10"), remark="Only 60 bags this year.")
    assert from_plain(TenderTerms, to_plain(rules)) == rules
