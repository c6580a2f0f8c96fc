"""Giving back what nobody signed in time: a sweep over the contracts whose last day has passed."""

from procrastinate import Blueprint

from marketplace import clock
from marketplace.jobs.sweeping import do_each
from marketplace.queries.contracts.showing import list_overdue
from marketplace.services.contracts.amending import expire_contract

tasks = Blueprint()


@tasks.periodic(cron="*/5 * * * *")
@tasks.task(name="sweep", queueing_lock="contracts:sweep")
def sweep(timestamp: int) -> None:
    """Let every contract expire that both sides did not sign in time."""
    del timestamp
    do_each(list_overdue(clock.now()), expire_contract)
