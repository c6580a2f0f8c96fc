"""Ending bids by the clock, and those that a lot can no longer serve; a sweep finds what was missed."""

from collections.abc import Callable, Iterable

from procrastinate import Blueprint

from marketplace import clock
from marketplace.domain.errors import Stale
from marketplace.domain.ids import BidId, LotId
from marketplace.queries.bids.due import list_over, list_unservable
from marketplace.services.bids import ending

tasks = Blueprint()


@tasks.task(name="expire")
def expire(bid_id: int) -> None:
    """End one bid at the end of its time; one that was answered or given more time is left alone."""
    _end(ending.expire_bid, [BidId(bid_id)])


@tasks.task(name="outbid")
def outbid(lot_id: int) -> None:
    """End the bids that a lot can no longer serve."""
    _end(ending.outbid, list_unservable(LotId(lot_id)))


@tasks.periodic(cron="*/5 * * * *")
@tasks.task(name="sweep", queueing_lock="bids:sweep")
def sweep(timestamp: int) -> None:
    """End whatever is over or cannot be served, on any lot."""
    del timestamp
    _end(ending.expire_bid, list_over(clock.now()))
    _end(ending.outbid, list_unservable())


def _end(end: Callable[..., bool], bid_ids: Iterable[BidId]) -> None:
    for bid_id in bid_ids:
        try:
            end(bid_id, now=clock.now())
        except Stale:
            continue  # somebody acts on it right now; the next sweep looks again
