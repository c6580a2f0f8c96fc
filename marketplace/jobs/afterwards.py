"""What the calendar does to contracts in force: it ends changes and quarters, fixes prices, and brings in mediators."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from procrastinate import Blueprint

from marketplace import clock
from marketplace.domain.errors import MarketError
from marketplace.queries.amendments import list_due_amendments
from marketplace.queries.call_offs import list_due_call_offs
from marketplace.queries.claims import list_due_claims
from marketplace.queries.fixings import list_overdue_prices
from marketplace.services.amendments.answering import expire_amendment
from marketplace.services.call_offs import close_call_off
from marketplace.services.claims import expire_claim
from marketplace.services.fixings import fix_overdue

T = TypeVar("T", bound=int)
log = logging.getLogger(__name__)
tasks = Blueprint()


@tasks.periodic(cron="*/5 * * * *")
@tasks.task(name="sweep", queueing_lock="afterwards:sweep")
def sweep(timestamp: int) -> None:
    """Do whatever is due; what cannot be done for want of a figure is tried again with the next sweep."""
    del timestamp
    now = clock.now()
    _each(list_due_amendments(now), expire_amendment, now=now)
    _each(list_overdue_prices(now), fix_overdue, now=now)
    _each(list_due_claims(now), expire_claim, now=now)
    _each(list_due_call_offs(now), close_call_off, now=now)


def _each(due: Iterable[T], work: Callable[..., bool], *, now: datetime) -> None:
    for number in due:
        try:
            work(number, now=now)
        except MarketError as no:
            log.warning("%s of %s: %s", work.__name__, number, no)
