"""Conditions between bids of one maker: all or none, at most one, no more than so much in all."""

from datetime import timedelta
from typing import Any

import pytest

from marketplace.domain.bids.life import BidState, Ending
from marketplace.domain.errors import Refused, Stale
from marketplace.domain.ids import BidId
from marketplace.domain.mass import Mass
from marketplace.services.bids.ending import expire_bid
from marketplace.services.bids.placing import place_bid
from tests.bids import Talk
from tests.domain.samples import mass, some_bid_terms
from tests.market import NOW

OPEN, AGREED, IN_PART = BidState.OPEN, BidState.ACCEPTED, BidState.AGREED_IN_PART
GONE = BidState.WITHDRAWN
LATER = NOW + timedelta(days=5)


def a_pair(talk: Talk, condition: str, **terms: Any) -> tuple[BidId, BidId]:
    """Bid on two lots, the second bid tied to the first."""
    first = talk.bid()
    code = talk.row(first).code
    tied: dict[str, Any] = {condition: code, **terms}
    return first, talk.bid(lot_id=talk.a_lot(), **tied)


def test_the_condition_is_written_into_the_other_bid_too(talk: Talk) -> None:
    first, second = a_pair(talk, "only_together_with")
    labels = {talk.terms(each).only_together_with for each in (first, second)}
    assert (labels, talk.row(first).number) == ({talk.row(first).code}, 2)


def test_who_saw_the_bid_without_the_condition_accepts_anew(talk: Talk) -> None:
    first = talk.bid()
    seen = talk.seen(first)
    talk.bid(lot_id=talk.a_lot(), only_together_with=talk.row(first).code)
    with pytest.raises(Stale, match=r"bid\.terms_changed"):
        talk.accept(first, seen=seen)


def test_half_a_package_holds_its_bags_and_makes_no_contract(talk: Talk) -> None:
    pair = a_pair(talk, "only_together_with")
    assert talk.accept(pair[0]) is None
    assert (talk.states(*pair), talk.reserved(), talk.contracts()) == ([IN_PART, OPEN], 20, [])


def test_the_last_yes_makes_all_contracts_of_a_package(talk: Talk) -> None:
    pair = a_pair(talk, "only_together_with")
    for each in pair:
        talk.accept(each)
    assert talk.states(*pair) == [AGREED, AGREED]
    assert [contract.bid_id for contract in talk.contracts()] == [pair[1], pair[0]]


def test_a_no_to_one_ends_the_package_and_frees_the_bags(talk: Talk) -> None:
    pair = a_pair(talk, "only_together_with")
    talk.accept(pair[0])
    talk.refuse(pair[1])
    assert (talk.states(*pair), talk.reserved()) == ([GONE, BidState.REFUSED], 0)
    assert (talk.row(pair[0]).ending, talk.ledger()) == (Ending.PACKAGE_BROKEN, [("taken", 20), ("released", -20)])


def test_the_clock_ends_a_package_too(talk: Talk) -> None:
    pair = a_pair(talk, "only_together_with", valid_until=NOW + timedelta(days=20))
    talk.accept(pair[1])
    assert talk.market.do(expire_bid, pair[0], now=LATER) is True
    assert (talk.states(*pair), talk.contracts()) == ([BidState.EXPIRED, GONE], [])


def test_a_package_one_half_of_which_is_over_can_not_be_completed(talk: Talk) -> None:
    pair = a_pair(talk, "only_together_with", valid_until=NOW + timedelta(days=20))
    talk.accept(pair[0])
    with pytest.raises(Refused, match=r"bid\.package_broken"):
        talk.accept(pair[1], now=LATER)


def test_of_a_choice_one_is_agreed_and_the_other_withdrawn(talk: Talk) -> None:
    pair = a_pair(talk, "either_of")
    talk.accept(pair[1])
    assert (talk.states(*pair), talk.row(pair[0]).ending) == ([GONE, AGREED], Ending.CHOICE_MET)


def test_of_a_choice_none_is_agreed_while_another_waits_for_its_package(talk: Talk) -> None:
    first, second = a_pair(talk, "either_of")
    third = talk.bid(lot_id=talk.a_lot(), only_together_with=talk.row(second).code)
    talk.accept(second)
    with pytest.raises(Refused, match=r"bid\.choice_taken"):
        talk.accept(first)
    talk.accept(third)
    assert talk.states(first, second, third) == [GONE, AGREED, AGREED]


def test_a_choice_that_is_met_ends_the_packages_of_the_rest(talk: Talk) -> None:
    first, second = a_pair(talk, "either_of")
    third = talk.bid(lot_id=talk.a_lot(), only_together_with=talk.row(second).code)
    talk.accept(third)
    talk.accept(first)
    assert (talk.states(first, second, third), talk.reserved()) == ([AGREED, GONE, GONE], 20)


def test_a_cap_drops_what_no_longer_fits(talk: Talk) -> None:
    pair = a_pair(talk, "counted_with", most_kg_in_all=mass(1500))
    talk.accept(pair[0])
    assert (talk.states(*pair), talk.row(pair[1]).ending) == ([AGREED, GONE], Ending.CAP_REACHED)


def test_under_a_cap_both_are_agreed(talk: Talk) -> None:
    pair = a_pair(talk, "counted_with", most_kg_in_all=mass(2000))
    for each in pair:
        talk.accept(each)
    assert talk.states(*pair) == [AGREED, AGREED]


def test_a_bid_above_its_own_cap_is_not_placed_nor_countered_to(talk: Talk) -> None:
    with pytest.raises(Refused, match=r"bid\.cap_too_small"):
        talk.bid(most_kg_in_all=mass(999))
    bid_id = talk.bid(most_kg_in_all=mass(1000))
    with pytest.raises(Refused, match=r"bid\.cap_too_small"):
        talk.counter(bid_id, talk.producer, bags=21)


def test_two_of_one_choice_are_in_no_package(talk: Talk) -> None:
    pair = a_pair(talk, "only_together_with")
    codes = [talk.row(each).code for each in pair]
    with pytest.raises(Refused, match=r"bid\.conditions_contradict"):
        talk.bid(lot_id=talk.a_lot(), only_together_with=codes[0], either_of=codes[1])
    assert (talk.terms(pair[1]).either_of, talk.row(pair[1]).number) == (None, 1)


def test_a_package_above_a_cap_is_not_placed(talk: Talk) -> None:
    code = talk.row(talk.bid()).code
    tied: Any = {"only_together_with": code, "counted_with": code, "most_kg_in_all": mass(1999)}
    with pytest.raises(Refused, match=r"bid\.package_above_cap"):
        talk.bid(lot_id=talk.a_lot(), **tied)


def test_a_bid_that_its_lot_would_refuse_today_is_named_when_it_is_to_be_tied(talk: Talk) -> None:
    first = talk.bid()
    talk.market.set_figures(farm_gate="30")
    with pytest.raises(Refused, match=r"bid\.tie_refused"):
        talk.bid(lot_id=talk.a_lot(farm_gate_pen_kg=None), only_together_with=talk.row(first).code)


def test_a_bid_whose_time_is_over_is_tied_to_nothing(talk: Talk) -> None:
    first = talk.bid()
    later = talk.terms(first).valid_until + timedelta(minutes=1)
    terms = some_bid_terms(only_together_with=talk.row(first).code, valid_until=later + timedelta(days=2))
    with pytest.raises(Refused, match=r"bid\.tie_unknown"):
        talk.market.do(place_bid, talk.a_lot(), terms, by=talk.maker, now=later)


def test_a_counter_keeps_the_conditions(talk: Talk) -> None:
    pair = a_pair(talk, "only_together_with")
    talk.counter(pair[0], talk.producer, only_together_with=None, most_kg_in_all=Mass(mass(1).kilograms))
    assert (talk.terms(pair[0]).only_together_with, talk.terms(pair[0]).most_kg_in_all) == (
        talk.row(pair[0]).code,
        None,
    )


@pytest.mark.parametrize("whose", ["rival", "nobody", "answered"])
def test_only_own_open_bids_that_one_wrote_last_can_be_tied(talk: Talk, whose: str) -> None:
    other = talk.bid(by=talk.market.a_maker() if whose == "rival" else None)
    if whose == "answered":
        talk.counter(other, talk.producer)
    code = "B-2026-99999" if whose == "nobody" else talk.row(other).code
    with pytest.raises(Refused, match=r"bid\.tie_unknown"):
        talk.bid(lot_id=talk.a_lot(), either_of=code)
