"""Ending bids by the clock, and those that a lot can no longer serve; a sweep finds what was missed."""

from procrastinate import Blueprint

from marketplace import clock
from marketplace.domain.ids import BidId, LotId
from marketplace.jobs.sweeping import do_each
from marketplace.queries.bids.due import list_over, list_unservable
from marketplace.services.bids import ending

tasks = Blueprint()


@tasks.task(name="expire")
def expire(bid_id: int) -> None:
    """End one bid at the end of its time; one that was answered or given more time is left alone."""
    do_each([BidId(bid_id)], ending.expire_bid)


@tasks.task(name="outbid")
def outbid(lot_id: int) -> None:
    """End the bids that a lot can no longer serve."""
    do_each(list_unservable(LotId(lot_id)), ending.outbid)


@tasks.periodic(cron="*/5 * * * *")
@tasks.task(name="sweep", queueing_lock="bids:sweep")
def sweep(timestamp: int) -> None:
    """End whatever is over or cannot be served, on any lot."""
    del timestamp
    do_each(list_over(clock.now()), ending.expire_bid)
    do_each(list_unservable(), ending.outbid)
