"""A bid and what a round allocated to it are never both taken, whoever acts at the same moment."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from marketplace.domain.bids.life import Ending
from marketplace.domain.errors import MarketError
from marketplace.domain.exchange import Quote
from marketplace.services.allocations import accept_allocation
from marketplace.services.bids.answering import accept_bid, counter_bid, revise_bid, withdraw_bid
from marketplace.services.bids.ending import expire_bid
from marketplace.services.planning.adopting import adopt_scenario
from marketplace.services.publishing import publish_round
from tests.market import NOW
from tests.races import race
from tests.rounds import Rounds
from tests.services.test_bids_in_rounds import Bidding

REPEATED = range(3)
OVER = timedelta(days=60)


def noes(outcomes: list[Any]) -> int:
    return sum(isinstance(each, MarketError) for each in outcomes)


def rivals(bidding: Bidding, bid_id: Any) -> dict[str, Any]:
    """Say what else may happen to an open bid."""
    row, do = bidding.row(bid_id), bidding.market.do
    terms = replace(row.newest, quote=Quote(row.newest.quote.amount + 100))
    seen = {"seen": row.standing, "now": NOW}
    return {
        "accept": partial(do, accept_bid, bid_id, row.standing, by=bidding.producer, now=NOW),
        "withdraw": partial(do, withdraw_bid, bid_id, Ending.MISTAKE, note="", by=bidding.maker, now=NOW),
        "revise": partial(do, revise_bid, bid_id, terms, by=bidding.maker, **seen),
        "counter": partial(do, counter_bid, bid_id, terms, by=bidding.producer, **seen),
        "expire": partial(do, expire_bid, bid_id, now=NOW + OVER),
    }


@pytest.mark.parametrize("_", REPEATED)
@pytest.mark.parametrize("rival", ["accept", "withdraw", "revise", "expire"])
def test_the_proposal_is_agreed_to_or_the_bid_moves_on(rounds: Rounds, rival: str, _: int) -> None:
    bidding = Bidding(rounds)
    bid_id = bidding.bid()
    offered = bidding.offered()
    agree = partial(bidding.market.do, accept_allocation, offered, by=bidding.producer, now=NOW)
    outcomes = race(bidding.market, ("lots", bidding.lot_id), agree, rivals(bidding, bid_id)[rival])
    is_sold = bidding.state(bid_id) == "accepted"
    assert noes(outcomes) + outcomes.count(False) == 1
    assert len(bidding.contracts()) == is_sold
    assert (rounds.reserved(bidding.lot_id), bidding.books_are_right()) == (20 * is_sold, True)


@pytest.mark.parametrize("_", REPEATED)
@pytest.mark.parametrize("rival", ["accept", "withdraw", "counter", "expire"])
def test_a_plan_is_published_before_its_bid_moves_on_or_not_at_all(rounds: Rounds, rival: str, _: int) -> None:
    bidding = Bidding(rounds)
    bid_id = bidding.bid()
    round_id = rounds.planned()
    publish = partial(rounds.do, publish_round, round_id, seen=None)
    outcomes = race(bidding.market, ("lots", bidding.lot_id), publish, rivals(bidding, bid_id)[rival])
    assert not isinstance(outcomes[1], MarketError)
    assert rounds.states(round_id) == (["proposed"] if noes(outcomes) else ["withdrawn"])
    is_sold = bidding.state(bid_id) == "accepted"
    assert (rounds.reserved(bidding.lot_id), bidding.books_are_right()) == (20 * is_sold, True)


@pytest.mark.parametrize("_", REPEATED)
def test_of_two_rounds_published_at_once_one_offers_a_bid(rounds: Rounds, _: int) -> None:
    bidding = Bidding(rounds, bags=60)
    bidding.bid()
    both = [partial(rounds.do, publish_round, rounds.planned(), seen=None) for _ in range(2)]
    outcomes = race(bidding.market, ("lots", bidding.lot_id), *both)
    assert noes(outcomes) == 1
    assert (rounds.reserved(bidding.lot_id), bidding.books_are_right()) == (20, True)


@pytest.mark.parametrize("_", REPEATED)
def test_both_halves_of_a_package_agreed_to_at_once_become_two_contracts(rounds: Rounds, _: int) -> None:
    bidding = Bidding(rounds)
    neighbour = bidding.market.a_producer()
    other_lot = bidding.market.a_lot(neighbour, bags=20)
    first = bidding.bid()
    bidding.bid(other_lot, only_together_with=bidding.code(first))
    owners = {bidding.lot_id: bidding.producer, other_lot: neighbour}
    offered = rounds.allocations(rounds.published())
    yeses = [
        partial(bidding.market.do, accept_allocation, each, by=owners[bidding.allocation(each).lot_id], now=NOW)
        for each in offered
    ]
    outcomes = race(bidding.market, ("lots", bidding.lot_id), *yeses)
    assert (noes(outcomes), outcomes.count(None), len(bidding.contracts())) == (0, 1, 2)
    assert bidding.books_are_right()


@pytest.mark.parametrize("_", REPEATED)
def test_a_plan_is_published_or_exchanged_and_nobody_waits_for_ever(rounds: Rounds, _: int) -> None:
    bidding = Bidding(rounds)
    bidding.bid()
    round_id = rounds.planned()
    adopted = rounds.a_scenario(round_id)
    publish = partial(rounds.do, publish_round, round_id, seen=None)
    adopt = partial(rounds.do, adopt_scenario, round_id, adopted, seen=None)
    outcomes = race(bidding.market, ("rounds", round_id), publish, adopt)
    assert noes(outcomes) <= 1
    assert rounds.page(round_id).state.value == ("published" if outcomes[0] is None else "planned")
    assert bidding.books_are_right()
