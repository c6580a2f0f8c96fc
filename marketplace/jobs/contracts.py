"""Giving back what nobody signed in time: a sweep over the contracts whose last day has passed."""

from procrastinate import Blueprint

from marketplace import clock
from marketplace.queries.contracts import list_overdue
from marketplace.services.contracts.amending import expire_contract

tasks = Blueprint()


@tasks.periodic(cron="*/5 * * * *")
@tasks.task(name="sweep", queueing_lock="contracts:sweep")
def sweep(timestamp: int) -> None:
    """Let every contract expire that both sides did not sign in time."""
    del timestamp
    for contract_id in list_overdue(clock.now()):
        expire_contract(contract_id, now=clock.now())
