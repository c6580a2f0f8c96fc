"""The talks of the fictional market end as they are told, and leave something to answer."""

from collections import Counter

from sqlalchemy import select

from marketplace.domain.bids.life import BidState
from marketplace.domain.contracts.life import ContractState
from marketplace.models.base import db
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.seed.bids import seed_bids
from tests.market import NOW, World


def test_three_talks_became_contracts_and_the_others_wait(world: World) -> None:
    count = world.market.do(seed_bids, world.cast, NOW)
    states = Counter(world.market.do(lambda: list(db.session.scalars(select(Bid.state)))))
    contracts = world.market.do(lambda: list(db.session.scalars(select(Contract.state).order_by(Contract.id))))
    assert states == {BidState.ACCEPTED: 3, BidState.OPEN: count - 3}
    assert contracts == [ContractState.SIGNING, ContractState.SECOND_REVIEW, ContractState.REJECTED]
