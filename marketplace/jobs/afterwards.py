"""What the calendar does to contracts in force: it ends changes and quarters, fixes prices, and brings in mediators."""

from procrastinate import Blueprint

from marketplace import clock
from marketplace.jobs.sweeping import do_each
from marketplace.queries.contracts.amendments import list_due_amendments
from marketplace.queries.contracts.arrived import list_wrongly_told
from marketplace.queries.contracts.call_offs import list_due_call_offs
from marketplace.queries.contracts.claims import list_due_claims
from marketplace.queries.contracts.fixings import list_overdue_prices
from marketplace.queries.contracts.settlements import list_unanswered_weights
from marketplace.services.amendments.answering import expire_amendment
from marketplace.services.call_offs import close_call_off
from marketplace.services.claims import expire_claim
from marketplace.services.contracts.noting import say_whose_turn
from marketplace.services.fixings import fix_overdue
from marketplace.services.settlements import expire_weight

tasks = Blueprint()


@tasks.periodic(cron="*/5 * * * *")
@tasks.task(name="sweep", queueing_lock="afterwards:sweep")
def sweep(timestamp: int) -> None:
    """Do whatever is due; what cannot be done for want of a figure is tried again with the next sweep."""
    del timestamp
    now = clock.now()
    do_each(list_due_amendments(now), expire_amendment)
    do_each(list_overdue_prices(now), fix_overdue)
    do_each(list_due_claims(now), expire_claim)
    do_each(list_unanswered_weights(now), expire_weight)
    do_each(list_due_call_offs(now), close_call_off)
    do_each(list_wrongly_told(), say_whose_turn)
