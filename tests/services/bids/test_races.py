"""Bids under real concurrency: whoever comes at the same moment, the books are right and nobody waits for ever."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from marketplace.domain.bids.life import BidState, Ending
from marketplace.domain.errors import MarketError
from marketplace.domain.exchange import Quote
from marketplace.domain.ids import BidId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.market.lots import Lot, Reservation
from marketplace.services.bids.answering import accept_bid, counter_bid, withdraw_bid
from marketplace.services.bids.ending import expire_bid
from marketplace.services.bids.placing import buy_at_list, place_bid
from tests.bids import Talk
from tests.domain.samples import some_bid_terms
from tests.market import NOW, Market
from tests.races import race

REPEATED = range(3)
LATER = NOW + timedelta(days=4, seconds=1)


def yes(talk: Talk, bid_id: BidId, by: Viewer | None = None) -> Any:
    return partial(talk.market.do, accept_bid, bid_id, talk.seen(bid_id), by=by or talk.producer, now=NOW)


def noes(outcomes: list[Any]) -> list[str]:
    return [each.code for each in outcomes if isinstance(each, MarketError)]


def all_at_once(works: Sequence[Any]) -> list[Any]:
    """Do many works at once, as many as there are connections; return what each returned, or the market's no."""

    def attempt(work: Any) -> Any:
        try:
            return work()
        except MarketError as no:
            return no

    with ThreadPoolExecutor(len(works)) as runners:
        return list(runners.map(attempt, works))


def books(talk: Talk) -> tuple[bool, int, int]:
    """Say whether every lot's count agrees with its ledger and limit, and count accepted bids and contracts."""
    with talk.market.app.app_context():
        ledger = select(func.coalesce(func.sum(Reservation.bags), 0)).where(Reservation.lot_id == Lot.id)
        rows = db.session.execute(select(Lot.bags, Lot.reserved_bags, ledger.scalar_subquery()))
        are_right = all(reserved == held <= bags for bags, reserved, held in rows)
        accepted = select(func.count()).select_from(Bid).where(Bid.state == BidState.ACCEPTED)
        contracts = select(func.count()).select_from(Contract)
        return are_right, db.session.scalar(accepted) or 0, db.session.scalar(contracts) or 0


@pytest.mark.parametrize("_", REPEATED)
def test_the_last_bags_go_to_one_of_two_makers(talk: Talk, _: int) -> None:
    bids = [talk.bid(bags=70), talk.bid(bags=70, by=talk.market.a_maker())]
    outcomes = race(talk.market, ("lots", talk.lot_id), *(yes(talk, each) for each in bids))
    assert (noes(outcomes), talk.reserved(), books(talk)) == (["bid.not_enough_left"], 70, (True, 1, 1))


@pytest.mark.parametrize("_", REPEATED)
def test_a_double_acceptance_makes_one_contract(talk: Talk, _: int) -> None:
    bid_id = talk.bid()
    partner = talk.market.a_person(talk.producer.organization_id)
    outcomes = race(talk.market, ("lots", talk.lot_id), yes(talk, bid_id), yes(talk, bid_id, partner))
    assert (noes(outcomes), books(talk)) == (["bid.not_open"], (True, 1, 1))


@pytest.mark.parametrize("_", REPEATED)
def test_accepting_and_withdrawing_at_once_leave_one_of_them(talk: Talk, _: int) -> None:
    bid_id = talk.bid()
    back = partial(talk.market.do, withdraw_bid, bid_id, Ending.MISTAKE, note="", by=talk.maker, now=NOW)
    outcomes = race(talk.market, ("lots", talk.lot_id), yes(talk, bid_id), back)
    found = (*talk.states(bid_id), talk.reserved(), *books(talk))
    assert noes(outcomes) == ["bid.not_open"]
    assert found in [(BidState.ACCEPTED, 20, True, 1, 1), (BidState.WITHDRAWN, 0, True, 0, 0)]


@pytest.mark.parametrize("_", REPEATED)
def test_accepting_and_the_deadline_at_once_leave_one_of_them(talk: Talk, _: int) -> None:
    bid_id = talk.bid()
    race(talk.market, ("lots", talk.lot_id), yes(talk, bid_id), partial(talk.market.do, expire_bid, bid_id, now=LATER))
    found = (*talk.states(bid_id), talk.reserved(), *books(talk))
    assert found in [(BidState.ACCEPTED, 20, True, 1, 1), (BidState.EXPIRED, 0, True, 0, 0)]


@pytest.mark.parametrize("_", REPEATED)
def test_accepting_and_changing_at_once_accept_only_what_was_shown(talk: Talk, _: int) -> None:
    bid_id = talk.bid()
    terms = some_bid_terms(bags=40)
    change = partial(talk.market.do, counter_bid, bid_id, terms, seen=talk.seen(bid_id), by=talk.producer, now=NOW)
    partner = talk.market.a_person(talk.producer.organization_id)
    race(talk.market, ("lots", talk.lot_id), yes(talk, bid_id, partner), change)
    found = (*talk.states(bid_id), talk.terms(bid_id).bags, talk.reserved(), *books(talk))
    assert found in [(BidState.ACCEPTED, 20, 20, True, 1, 1), (BidState.OPEN, 40, 0, True, 0, 0)]


@pytest.mark.parametrize("_", REPEATED)
def test_two_groups_at_once_never_both_meet_a_choice(talk: Talk, _: int) -> None:
    first = talk.bid()
    second = talk.bid(lot_id=talk.a_lot(), either_of=talk.row(first).code)
    outcomes = race(talk.market, ("lots", talk.lot_id), yes(talk, first), yes(talk, second))
    assert (noes(outcomes), books(talk)) == (["bid.not_open"], (True, 1, 1))


@pytest.mark.parametrize("_", REPEATED)
def test_two_groups_at_once_complete_a_package_once(talk: Talk, _: int) -> None:
    first = talk.bid()
    second = talk.bid(lot_id=talk.a_lot(), only_together_with=talk.row(first).code)
    outcomes = race(talk.market, ("lots", talk.lot_id), yes(talk, first), yes(talk, second))
    assert (noes(outcomes), books(talk)) == ([], (True, 2, 2))


def test_fifty_makers_bid_at_once_and_every_bid_is_there(talk: Talk) -> None:
    makers = [talk.market.a_maker() for _ in range(50)]
    works = [partial(talk.market.do, place_bid, talk.lot_id, some_bid_terms(), by=each, now=NOW) for each in makers]
    outcomes = all_at_once(works)
    codes = talk.market.do(lambda: set(db.session.scalars(select(Bid.code))))
    assert (noes(outcomes), len(codes)) == ([], 50)


def test_fifty_makers_buy_at_once_and_no_bag_is_sold_twice(market: Market) -> None:
    talk = Talk(market, sells_at_list=True)
    terms = some_bid_terms(quote=Quote(Decimal(5650)))
    makers = [market.a_maker() for _ in range(50)]
    works = [partial(market.do, buy_at_list, talk.lot_id, terms, by=each, now=NOW) for each in makers]
    outcomes = all_at_once(works)
    assert (set(noes(outcomes)), len(noes(outcomes)), talk.reserved()) == ({"bid.not_enough_left"}, 44, 120)
    assert books(talk) == (True, 6, 6)
