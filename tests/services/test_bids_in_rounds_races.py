"""A bid and what a round allocated to it are never both taken, whoever acts at the same moment."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from marketplace.domain.bids.life import Ending
from marketplace.domain.errors import MarketError
from marketplace.domain.exchange import Quote
from marketplace.services.allocations import accept_allocation
from marketplace.services.bids.answering import accept_bid, revise_bid, withdraw_bid
from tests.market import NOW
from tests.races import race
from tests.rounds import Rounds
from tests.services.test_bids_in_rounds import Bidding

REPEATED = range(3)


def noes(outcomes: list[Any]) -> int:
    return sum(isinstance(each, MarketError) for each in outcomes)


@pytest.mark.parametrize("_", REPEATED)
@pytest.mark.parametrize("rival", ["accept", "withdraw", "revise"])
def test_the_proposal_is_agreed_to_or_the_bid_moves_on(rounds: Rounds, rival: str, _: int) -> None:
    bidding = Bidding(rounds)
    bid_id = bidding.bid()
    offered = bidding.offered()
    row, do = bidding.row(bid_id), bidding.market.do
    terms = replace(row.newest, quote=Quote(row.newest.quote.amount + 100))
    works = {
        "accept": partial(do, accept_bid, bid_id, row.standing, by=bidding.producer, now=NOW),
        "withdraw": partial(do, withdraw_bid, bid_id, Ending.MISTAKE, note="", by=bidding.maker, now=NOW),
        "revise": partial(do, revise_bid, bid_id, terms, seen=row.standing, by=bidding.maker, now=NOW),
    }
    agree = partial(do, accept_allocation, offered, by=bidding.producer, now=NOW)
    outcomes = race(bidding.market, ("lots", bidding.lot_id), agree, works[rival])
    is_sold = bidding.state(bid_id) == "accepted"
    assert noes(outcomes) == 1
    assert len(bidding.contracts()) == is_sold
    assert (rounds.reserved(bidding.lot_id), bidding.books_are_right()) == (20 * is_sold, True)
