"""What no bid can be for, and what is fingerprinted before it is meant."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from marketplace.domain.bids.limits import cap_faults, range_faults
from marketplace.domain.bids.promises import Promise
from marketplace.domain.bids.worth import Worth, worth_of
from marketplace.domain.exchange import Quote
from marketplace.domain.mass import MassUnit
from marketplace.domain.money import Currency
from tests.domain.bids.test_terms import ASKED, some_freight
from tests.domain.samples import mass, some_bid_terms, some_references

D = Decimal
TERMS = some_bid_terms()


def worth(quote: Quote = TERMS.quote, **figures: str) -> Worth:
    terms, references = some_bid_terms(quote=quote), some_references(**figures)
    return worth_of(terms, mass(1000), references=references, freight=some_freight(), origin=ASKED)


@pytest.mark.parametrize(
    ("quote", "is_wrong"),
    [
        (Quote(D("0.01"), Currency.PEN), True),
        (Quote(D(5600), Currency.USD, MassUnit.KILOGRAM), True),
        (Quote(D("5.625"), Currency.USD, MassUnit.KILOGRAM), False),
        (Quote(D(100_000)), False),
        (Quote(D("100000.01")), True),
    ],
)
def test_a_price_must_still_be_one_in_dollars_for_a_tonne(quote: Quote, *, is_wrong: bool) -> None:
    codes = [each.code for each in range_faults(worth(quote))]
    assert codes == (["bid.worth_out_of_range"] if is_wrong else [])


@pytest.mark.parametrize(("most", "is_wrong"), [(None, False), (999, True), (1000, False), (0, False)])
def test_a_bid_for_more_than_its_own_cap_could_never_be_accepted(most: int | None, *, is_wrong: bool) -> None:
    terms = some_bid_terms(most_kg_in_all=None if most is None else mass(most))
    assert [each.code for each in cap_faults(terms, mass(1000))] == (["bid.cap_too_small"] if is_wrong else [])


def test_what_is_promised_is_terms_worth_and_choices() -> None:
    shown = Promise(TERMS, worth(), [("demand", "7")])
    others = [
        replace(shown, terms=some_bid_terms(bags=21)),
        replace(shown, worth=worth(fx_pen_usd="3.6", platform_fee="3")),
        replace(shown, choices=[("demand", None)]),
    ]
    assert shown.digest not in {each.digest for each in others}


def test_another_day_with_the_same_figures_is_the_same_promise() -> None:
    later = replace(worth(), on=date(2030, 1, 1))
    assert Promise(TERMS, worth()).digest == Promise(TERMS, later).digest
