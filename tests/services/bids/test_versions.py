"""Each change of a bid is one version of its row and one event, without gaps, however it was written down."""

from sqlalchemy import select

from marketplace.domain.events import SubjectKind
from marketplace.models.base import db
from marketplace.models.rows.record.events import Event
from tests.bids import Talk
from tests.market import Market


def test_events_of_a_bid_count_without_gaps(market: Market) -> None:
    talk = Talk(market)
    bid_id = talk.bid()
    talk.revise(bid_id, talk.maker, bags=30)
    talk.counter(bid_id, talk.producer)
    talk.accept(bid_id, talk.maker)
    query = select(Event.version).where(Event.subject_kind == SubjectKind.BID, Event.subject_id == bid_id)
    assert market.do(lambda: list(db.session.scalars(query.order_by(Event.id)))) == [1, 2, 3, 4]


def test_an_end_with_its_reason_is_one_version(market: Market) -> None:
    talk = Talk(market)
    bid_id = talk.bid()
    talk.refuse(bid_id)
    assert talk.row(bid_id).version == 2
