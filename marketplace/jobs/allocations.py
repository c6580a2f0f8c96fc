"""Giving back what nobody answered for: at each deadline, and in a sweep that finds what a missed deadline left."""

from procrastinate import Blueprint

from marketplace import clock
from marketplace.jobs.sweeping import do_each
from marketplace.queries.rounds.allocations import list_overdue
from marketplace.services.allocations import expire_allocation

tasks = Blueprint()


@tasks.task(name="expire")
def expire(round_id: int) -> None:
    """Expire the unanswered allocations of one round; those already answered or expired are left alone."""
    _expire(round_id)


@tasks.periodic(cron="*/5 * * * *")
@tasks.task(name="sweep", queueing_lock="allocations:sweep")
def sweep(timestamp: int) -> None:
    """Expire whatever is overdue in any round."""
    del timestamp
    _expire(None)


def _expire(round_id: int | None) -> None:
    do_each(list_overdue(clock.now(), round_id=round_id), expire_allocation)
