"""Numbers of bank slips, what an account must say, and that nobody confirms or approves their own."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from marketplace.domain.errors import NotAllowed
from marketplace.domain.files import FileKind, KeptFile
from marketplace.domain.ids import ContractId, UserId
from marketplace.domain.money import Currency, Money
from marketplace.domain.payouts.accounts import (
    AccountTerms,
    account_faults,
    check_another_confirms,
    last_digits,
    words_faults,
)
from marketplace.domain.payouts.life import (
    CameBack,
    Sending,
    check_another_approves,
    payout_faults,
    return_faults,
    sending_faults,
)
from marketplace.domain.payouts.numbers import is_cci, is_peruvian_bic, is_ruc, tidy_number
from marketplace.domain.payouts.rails import RAILS, Rail, account_currency

GOOD = AccountTerms("BCP", "Cooperativa", "20512333797", "00219119184091600051", Currency.USD, "BCPLPEPL")
DAY = date(2026, 11, 23)
FILE = KeptFile("a", None, "receipt.pdf", FileKind.PDF, 1, "0" * 64)


@pytest.mark.parametrize("number", ["20512333797", "20292005483", "10441348521", "20554133470"])
def test_numbers_that_are_a_ruc(number: str) -> None:
    assert is_ruc(number)


@pytest.mark.parametrize("number", ["", "2051233379", "20512333798", "11512333797", "2051233379a", "²0512333797"])
def test_numbers_that_are_none(number: str) -> None:
    assert not is_ruc(number)


@pytest.mark.parametrize("number", ["00219119184091600051", "01136600010003254221"])
def test_numbers_that_are_a_cci(number: str) -> None:
    assert is_cci(number)


@pytest.mark.parametrize("place", range(20))
def test_any_single_wrong_digit_of_a_cci_is_found(place: int) -> None:
    number = "00219119184091600051"
    wrong = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
    assert not is_cci(wrong)
    assert not is_cci(number[:place])


@pytest.mark.parametrize(
    ("code", "is_one"), [("BCPLPEPL", True), ("BCPLPEPLXXX", True), ("BNPAFRPP", False), ("", False)]
)
def test_a_bic_of_a_bank_in_peru(code: str, is_one: bool) -> None:  # noqa: FBT001 - an expectation
    assert is_peruvian_bic(code) is is_one


def test_numbers_are_read_as_people_group_them() -> None:
    assert tidy_number(" bcpl-pe.pl ") == "BCPLPEPL"
    stated = replace(GOOD, cci="002-191-191840916000-51", bic=" bcplpepl ", bank=" BCP ")
    assert stated.tidied == GOOD
    assert replace(GOOD, bic=None).tidied.bic is None


def test_a_good_account_has_no_faults() -> None:
    assert account_faults(GOOD) == []
    assert account_faults(replace(GOOD, currency=Currency.PEN, bic=None)) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"bank": ""}, "bank"),
        ({"holder": "x" * 121}, "holder"),
        ({"ruc": ""}, "ruc"),
        ({"ruc": "20512333798"}, "ruc"),
        ({"cci": "00219119184091600052"}, "cci"),
        ({"currency": Currency.EUR}, "currency"),
        ({"bic": None}, "bic"),
        ({"bic": "BNPAFRPP"}, "bic"),
    ],
)
def test_each_fault_stands_beside_its_field(changes: dict[str, str], field: str) -> None:
    assert [each.field for each in account_faults(replace(GOOD, **changes))] == [field]  # type: ignore[arg-type] # a case


def test_money_of_every_currency_arrives_somewhere() -> None:
    assert {account_currency(Rail.BANK_WIRE, each) for each in Currency} == set(RAILS[Rail.BANK_WIRE].currencies)
    assert account_currency(Rail.BANK_WIRE, Currency.EUR) is Currency.USD


def test_only_the_last_digits_are_shown() -> None:
    assert last_digits(GOOD.cci) == "…0051"


@pytest.mark.parametrize("check", [check_another_confirms, check_another_approves])
def test_nobody_decides_alone(check: object) -> None:
    for first in (None, UserId(1)):
        with pytest.raises(NotAllowed):
            check(first, UserId(1))  # type: ignore[operator] # one of both
    check(UserId(2), UserId(1))  # type: ignore[operator] # as above


def test_words_are_asked_for() -> None:
    assert words_faults("too few")
    assert words_faults("Called the president of the group.") == []


def test_a_payout_is_of_one_currency_and_no_more_than_is_due() -> None:
    one, two = ContractId(1), ContractId(2)
    ten, soles = Money(Decimal(10), Currency.USD), Money(Decimal(10), Currency.PEN)
    assert payout_faults({one: ten}, {one: ten}) == []
    assert [each.code for each in payout_faults({}, {})] == ["payout.nothing_chosen"]
    assert [each.code for each in payout_faults({one: ten, two: soles}, {})] == ["payout.one_currency"]
    for odd in ("10.01", "0", "-1", "0.005"):
        parts = {one: Money(Decimal(odd), Currency.USD)}
        assert [each.code for each in payout_faults(parts, {one: ten})] == ["payout.more_than_due"]


@pytest.mark.parametrize(
    ("reference", "day", "file", "fields"),
    [
        ("00417236", DAY, FILE, []),
        (" ", DAY, FILE, ["reference"]),
        ("x" * 61, DAY, FILE, ["reference"]),
        ("1", DAY, None, ["receipt"]),
        ("1", None, FILE, ["on"]),
        ("1", DAY - timedelta(1), FILE, ["on"]),
        ("1", DAY + timedelta(1), FILE, ["on"]),
    ],
)
def test_a_wire_is_told_whole(reference: str, day: date | None, file: KeptFile | None, fields: list[str]) -> None:
    faults = sending_faults(Sending(reference, day, file), approved_on=DAY, today=DAY)
    assert [each.field for each in faults] == fields


def test_a_return_has_a_day_and_words() -> None:
    assert return_faults(CameBack(DAY, "The bank knows no such CCI."), sent_on=DAY, today=DAY) == []
    assert [each.field for each in return_faults(CameBack(None, ""), sent_on=DAY, today=DAY)] == ["note", "on"]
