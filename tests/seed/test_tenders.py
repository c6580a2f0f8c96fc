"""One round of the fictional market takes bids, and the award of another waits for its group."""

from sqlalchemy import select

from marketplace.domain.tenders.life import TenderState
from marketplace.models.base import db
from marketplace.models.rows.bidding.tenders import SealedBid, Tender
from marketplace.models.rows.record.turns import Turn
from marketplace.seed.tenders import seed_tenders
from tests.market import NOW, World


def test_one_takes_bids_and_one_waits_to_be_confirmed(world: World) -> None:
    world.market.do(seed_tenders, world.cast, NOW)
    states = world.market.do(lambda: list(db.session.scalars(select(Tender.state).order_by(Tender.id))))
    tasks = world.market.do(lambda: list(db.session.scalars(select(Turn.task).where(Turn.subject_kind == "tender"))))
    assert (states, tasks) == ([TenderState.OPEN, TenderState.CLOSED], ["tender.confirm"])


def test_two_of_its_makers_named_one_price_and_the_draw_decided(world: World) -> None:
    world.market.do(seed_tenders, world.cast, NOW)
    query = select(SealedBid.amount, SealedBid.awarded_bags).where(SealedBid.rank.is_not(None)).order_by(SealedBid.rank)
    rows = world.market.do(lambda: [(int(amount), bags) for amount, bags in db.session.execute(query)])
    assert rows == [(6650, 8), (6300, 16), (6300, 8), (6150, 0)]
