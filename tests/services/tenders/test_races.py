"""Whatever happens at one moment to a tender happens in some order: nothing is lost, awarded or sold twice."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from marketplace.domain.errors import MarketError, Refused, Stale
from marketplace.domain.ids import BidId, LotId
from marketplace.domain.tenders.life import TenderState
from marketplace.models.base import db
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.bidding.tenders import SealedBid, SealedBidVersion, Tender
from marketplace.services.bids.answering import accept_bid
from marketplace.services.tenders.bidding import place_sealed_bid, take_back_sealed_bid
from marketplace.services.tenders.closing import cancel_tender, close_tender, confirm_award, lapse_tender
from marketplace.services.tenders.opening import open_tender
from tests.domain.tenders.cases import a_sealed_bid, some_rules
from tests.market import NOW, Market
from tests.races import race
from tests.services.tenders.cases import CLOSED, CLOSES, Tenders

LAST_MOMENT = CLOSES - timedelta(microseconds=1)
REPEATED = range(3)


@pytest.fixture
def tenders(market: Market) -> Tenders:
    return Tenders(market)


def placing(tenders: Tenders, maker: Any, *, at: Any = NOW, **changes: Any) -> Any:
    terms = a_sealed_bid(**changes)
    place = partial(place_sealed_bid, tenders.id, terms, promised=terms.digest, by=maker, now=at)
    return partial(tenders.market.do, place)


def confirming(tenders: Tenders) -> Any:
    return partial(
        tenders.market.do, confirm_award, tenders.id, seen=tenders.row.version, by=tenders.producer, now=CLOSED
    )


def noes(outcomes: list[Any]) -> list[type]:
    return [type(each) for each in outcomes if isinstance(each, MarketError)]


def count(tenders: Tenders, kind: Any) -> int:
    return tenders.market.do(lambda: db.session.scalar(select(func.count()).select_from(kind))) or 0


@pytest.mark.parametrize("_", REPEATED)
def test_a_bid_of_the_last_moment_is_counted_or_refused_and_never_lost(tenders: Tenders, _: int) -> None:
    tenders.a_bid(amount=Decimal(5100))
    late = tenders.market.a_maker()
    receipt, closed = race(
        tenders.market,
        ("tenders", tenders.id),
        placing(tenders, late, at=LAST_MOMENT, amount=Decimal(5900)),
        partial(tenders.market.do, close_tender, tenders.id, now=CLOSED),
    )
    is_in = not isinstance(receipt, MarketError)
    assert closed is True
    assert len(tenders.outcomes()) == 1 + is_in
    assert (tenders.outcomes()[0], tenders.row.bids_counted) == ((1, "won", 20), 1 + is_in)


@pytest.mark.parametrize("_", REPEATED)
def test_a_tender_is_closed_once(tenders: Tenders, _: int) -> None:
    tenders.a_bid()
    closing = partial(tenders.market.do, close_tender, tenders.id, now=CLOSED)
    assert sorted(race(tenders.market, ("lots", tenders.lot_id), closing, closing)) == [False, True]
    assert (tenders.reserved, tenders.books_are_right()) == (20, True)


@pytest.mark.parametrize("_", REPEATED)
def test_two_who_confirm_at_once_award_once(tenders: Tenders, _: int) -> None:
    tenders.a_bid()
    tenders.close()
    outcomes = race(tenders.market, ("lots", tenders.lot_id), confirming(tenders), confirming(tenders))
    assert (noes(outcomes), len(tenders.contracts()), tenders.reserved) == ([Stale], 1, 20)
    assert tenders.books_are_right()


@pytest.mark.parametrize("_", REPEATED)
def test_an_award_is_confirmed_or_cancelled_and_not_both(tenders: Tenders, _: int) -> None:
    tenders.a_bid()
    tenders.close()
    seen = tenders.row.version
    cancel = partial(cancel_tender, tenders.id, "It got wet.", seen=seen, by=tenders.producer, now=CLOSED)
    outcomes = race(tenders.market, ("lots", tenders.lot_id), confirming(tenders), partial(tenders.market.do, cancel))
    held = {TenderState.AWARDED: (1, 20), TenderState.CANCELLED: (0, 0)}[tenders.row.state]
    assert (noes(outcomes), (len(tenders.contracts()), tenders.reserved)) == ([Stale], held)


@pytest.mark.parametrize("_", REPEATED)
def test_an_award_is_confirmed_in_time_or_given_up(tenders: Tenders, _: int) -> None:
    tenders.a_bid()
    tenders.close()
    after = CLOSED + timedelta(days=3, seconds=1)
    outcomes = race(
        tenders.market,
        ("lots", tenders.lot_id),
        confirming(tenders),
        partial(tenders.market.do, lapse_tender, tenders.id, now=after),
    )
    held = {TenderState.AWARDED: (1, 20), TenderState.LAPSED: (0, 0)}[tenders.row.state]
    assert (len(tenders.contracts()), tenders.reserved) == held
    assert outcomes[1] is (tenders.row.state is TenderState.LAPSED)


@pytest.mark.parametrize("_", REPEATED)
def test_a_lot_is_put_up_once_at_a_time(market: Market, _: int) -> None:
    market.set_references()
    producer = market.a_producer()
    lot_id = market.a_lot(producer)
    rules = some_rules(parcel=10)
    opening = partial(market.do, open_tender, LotId(lot_id), rules, by=producer, now=NOW)
    outcomes = race(market, ("lots", lot_id), opening, opening)
    assert noes(outcomes) == [Refused]
    assert market.do(lambda: db.session.scalar(select(func.count()).select_from(Tender))) == 1


@pytest.mark.parametrize("_", REPEATED)
def test_the_last_bags_are_put_up_or_sold_and_not_both(market: Market, _: int) -> None:
    market.set_references()
    market.set_freight()
    producer, maker = market.a_producer(), market.a_maker()
    lot_id = market.a_lot(producer, bags=60)
    bid_id = market.a_bid(producer, maker, lot_id=lot_id)
    seen = market.do(lambda: db.session.get_one(Bid, bid_id).standing)
    outcomes = race(
        market,
        ("lots", lot_id),
        partial(market.do, open_tender, LotId(lot_id), some_rules(parcel=10), by=producer, now=NOW),
        partial(market.do, accept_bid, BidId(bid_id), seen=seen, by=producer, now=NOW),
    )
    assert noes(outcomes) == [Refused]


@pytest.mark.parametrize("_", REPEATED)
def test_two_people_of_one_maker_bid_in_turn(tenders: Tenders, _: int) -> None:
    maker = tenders.market.a_maker()
    colleague = tenders.market.a_person(maker.organization_id)
    outcomes = race(
        tenders.market,
        ("tenders", tenders.id),
        placing(tenders, maker, amount=Decimal(5300)),
        placing(tenders, colleague, amount=Decimal(5400)),
        partial(tenders.market.do, take_back_sealed_bid, tenders.id, by=maker, now=NOW),
    )
    assert len(set(outcomes[:2])) == 1
    assert (count(tenders, SealedBid), count(tenders, SealedBidVersion)) == (1, 3 - len(noes(outcomes)))


def test_fourteen_makers_at_once_all_get_their_bid_in(tenders: Tenders) -> None:
    makers = [tenders.market.a_maker() for _ in range(14)]
    rises = range(len(makers))
    works = [
        placing(tenders, maker, amount=Decimal(5000 + rise), bags=10) for maker, rise in zip(makers, rises, strict=True)
    ]
    outcomes = race(tenders.market, ("tenders", tenders.id), *works)
    assert noes(outcomes) == []
    tenders.close()
    assert [line[2] for line in tenders.outcomes()] == [10] * 6 + [0] * 8
    assert (tenders.row.lowest_amount, tenders.books_are_right()) == (Decimal(5008), True)
