"""Passports later: issued within moments of what changed them, and for lots that have none yet."""

import logging
from collections.abc import Iterable

from procrastinate import Blueprint

from marketplace import clock
from marketplace.domain.errors import MarketError
from marketplace.domain.ids import EventId, LotId
from marketplace.services.passports import issue_passport, list_lots_on_sale, list_lots_told_of, list_lots_without

tasks = Blueprint()
log = logging.getLogger(__name__)


@tasks.task(name="issue")
def issue(event_ids: list[int]) -> None:
    """Issue the passports of lots of which something happened."""
    _issue_each(list_lots_told_of([EventId(each) for each in event_ids]))


@tasks.periodic(cron="*/10 * * * *")
@tasks.task(name="sweep", queueing_lock="passports:sweep")
def sweep(timestamp: int) -> None:
    """Issue the first passport of public lots that have none."""
    del timestamp
    _issue_each(list_lots_without())


@tasks.periodic(cron="23 8 * * *")
@tasks.task(name="renew", queueing_lock="passports:renew")
def renew(timestamp: int) -> None:
    """Look once a night, while Peru sleeps, whether a plot that fed a lot on sale was screened anew."""
    del timestamp
    _issue_each(list_lots_on_sale())


def _issue_each(lot_ids: Iterable[LotId]) -> None:
    for lot_id in lot_ids:
        try:
            issue_passport(lot_id, now=clock.now())
        except MarketError as no:
            log.warning("the passport of lot %s: %r", lot_id, no)
