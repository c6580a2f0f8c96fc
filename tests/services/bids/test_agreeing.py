"""Bid, counter, counter, accept: the two sides answer in turns, and only what was shown can be accepted."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.domain.bids.life import BidState, Ending, Seen
from marketplace.domain.bids.terms import BidTerms
from marketplace.domain.contracts.life import ContractState
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import NotAllowed, NotFound, Refused, Stale
from marketplace.domain.exchange import Quote
from marketplace.domain.ids import BidId, LotId
from marketplace.domain.viewers import Level, Viewer
from marketplace.models.base import db
from marketplace.models.bids import Bid, BidVersion
from marketplace.models.contracts import Contract
from marketplace.models.lots import Lot, Reservation
from marketplace.models.turns import Turn
from marketplace.services.bids.answering import accept_bid, counter_bid, refuse_bid, revise_bid, withdraw_bid
from marketplace.services.bids.placing import place_bid
from tests.domain.samples import some_bid_terms
from tests.market import NOW, Market


class Talk:
    """One lot, its group, a maker, and what they say to each other."""

    def __init__(self, market: Market, **lot: Any) -> None:
        market.set_references()
        market.set_freight()
        self.market = market
        self.producer, self.maker = market.a_producer(), market.a_maker()
        self.lot_id = LotId(market.a_lot(self.producer, **lot))

    def bid(self, **changes: Any) -> BidId:
        return BidId(self.market.a_bid(self.producer, self.maker, lot_id=self.lot_id, **changes))

    def terms(self, bid_id: BidId) -> BidTerms:
        return self.market.do(lambda: db.session.get_one(Bid, bid_id).newest)

    def seen(self, bid_id: BidId) -> Seen:
        return self.market.do(lambda: db.session.get_one(Bid, bid_id).standing)

    def state(self, bid_id: BidId) -> BidState:
        return self.market.do(lambda: db.session.get_one(Bid, bid_id).state)

    def counter(self, bid_id: BidId, by: Viewer, usd: int) -> None:
        terms = replace(self.terms(bid_id), quote=Quote(Decimal(usd)))
        self.market.do(counter_bid, bid_id, terms, seen=self.seen(bid_id), by=by, now=NOW)

    def accept(self, bid_id: BidId, by: Viewer, seen: Seen | None = None) -> int | None:
        return self.market.do(accept_bid, bid_id, seen or self.seen(bid_id), by=by, now=NOW)

    def reserved(self) -> int:
        return self.market.do(lambda: db.session.get_one(Lot, self.lot_id).reserved_bags)

    def waiting(self) -> list[tuple[int | None, str]]:
        query = select(Turn.organization_id, Turn.task).where(Turn.subject_kind == "bid")
        return self.market.do(lambda: [(row[0], row[1]) for row in db.session.execute(query)])


@pytest.fixture
def talk(market: Market) -> Talk:
    return Talk(market)


def test_a_bid_countered_twice_and_accepted_makes_a_contract(talk: Talk) -> None:
    bid_id = talk.bid(quote=Quote(Decimal(5400)))
    talk.counter(bid_id, talk.producer, 5650)
    talk.counter(bid_id, talk.maker, 5600)
    contract_id = talk.accept(bid_id, talk.producer)
    contract = talk.market.do(lambda: db.session.get_one(Contract, contract_id))
    terms = ContractTerms.from_json(contract.terms)
    assert (contract.state, contract.bid_id, contract.allocation_id) == (ContractState.SIGNING, bid_id, None)
    assert (terms.price.amount, terms.bags, terms.destination, terms.needs_eudr) == (Decimal("5600.00"), 20, "FR", True)
