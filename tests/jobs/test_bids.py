"""What the clock does with bids: a sweep ends what is over or cannot be served, and nothing else."""

import pytest

from marketplace import clock
from marketplace.domain.bids.life import BidState, Ending
from marketplace.domain.ids import BidId
from marketplace.jobs.bids import expire, outbid, sweep
from marketplace.services.lots import withdraw_lot
from tests.bids import Talk
from tests.market import NOW, Market


@pytest.fixture
def talk(market: Market) -> Talk:
    return Talk(market)


def test_a_sweep_ends_what_is_over(talk: Talk) -> None:
    over, open_still = talk.bid(), BidId(talk.market.a_bid(talk.producer, talk.maker, lot_id=talk.lot_id))
    talk.market.do(sweep, 0)
    assert clock.now() > talk.row(over).valid_until
    assert talk.states(over, open_still) == [BidState.EXPIRED, BidState.OPEN]


def test_a_job_ends_the_one_bid_it_was_told_of(talk: Talk) -> None:
    first, second = talk.bid(), talk.bid()
    talk.market.do(expire, first)
    assert talk.states(first, second) == [BidState.EXPIRED, BidState.OPEN]


def test_after_a_sale_the_lot_tells_those_it_can_no_longer_serve(talk: Talk) -> None:
    large, small, sold = talk.bid(bags=110), talk.bid(bags=100), talk.bid(bags=20)
    talk.accept(sold)
    talk.market.do(outbid, talk.lot_id)
    assert talk.states(large, small) == [BidState.OUTBID, BidState.OPEN]
    assert talk.row(large).ending is Ending.SOLD_OUT


def test_a_lot_taken_off_the_market_ends_the_bids_on_it(talk: Talk) -> None:
    bid_id = talk.bid()
    talk.market.do(withdraw_lot, talk.lot_id, seen=None, by=talk.producer, now=NOW)
    talk.market.do(outbid, talk.lot_id)
    row = talk.row(bid_id)
    assert (row.state, row.ending) == (BidState.OUTBID, Ending.NOT_FOR_SALE)


def test_bags_that_may_come_back_outbid_nobody(talk: Talk) -> None:
    first = talk.bid(bags=20)
    talk.bid(lot_id=talk.a_lot(), only_together_with=talk.row(first).code)
    large = talk.bid(bags=110)
    talk.accept(first)
    talk.market.do(outbid, talk.lot_id)
    assert talk.states(first, large) == [BidState.AGREED_IN_PART, BidState.OPEN]
