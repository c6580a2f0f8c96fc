"""Payments later: news looked into, pages opened that a crash left unopened, payments read anew, interest asked for."""

import logging
from collections.abc import Callable, Iterable

from flask import current_app
from procrastinate import Blueprint, RetryStrategy

from marketplace import clock
from marketplace.config import Config
from marketplace.domain.errors import MarketError
from marketplace.domain.ids import InstalmentId, PaymentId
from marketplace.gateways.stripe import ProviderDownError, ProviderRefusedError
from marketplace.queries.payments.due import list_bearing_interest, list_open, list_unheard, list_unopened
from marketplace.services.payments.hearing import hear_payment
from marketplace.services.payments.lateness import charge_interest
from marketplace.services.payments.listening import hear_news
from marketplace.services.payments.paying import open_missing_page

tasks = Blueprint()
PATIENT = RetryStrategy(max_attempts=10, exponential_wait=4)
log = logging.getLogger(__name__)


@tasks.task(name="hear", retry=PATIENT)
def hear(news_id: int) -> None:
    """Look into one piece of news; while the provider does not answer it is tried again."""
    hear_news(_config(), news_id, now=clock.now())


@tasks.periodic(cron="*/5 * * * *")
@tasks.task(name="sweep", queueing_lock="payments:sweep")
def sweep(timestamp: int) -> None:
    """Open pages that were never opened, and ask how payments stand of which no news came."""
    del timestamp
    config = _config()
    if not config.stripe_key:
        return
    now = clock.now()
    _each(list_unheard(now), lambda number: hear_news(config, number, now=now))
    _each(list_unopened(now), lambda number: open_missing_page(config, PaymentId(number), now=now))
    _each(list_open(now), lambda number: hear_payment(config, PaymentId(number), now=now))


@tasks.periodic(cron="20 9 * * *")
@tasks.task(name="interest", queueing_lock="payments:interest")
def interest(timestamp: int) -> None:
    """Ask for the interest on what is late, where contracts say so."""
    del timestamp
    now = clock.now()
    _each(list_bearing_interest(now), lambda number: charge_interest(InstalmentId(number), now=now))


def _each(due: Iterable[int], work: Callable[[int], object]) -> None:
    for number in due:
        try:
            work(number)
        except (MarketError, ProviderDownError, ProviderRefusedError) as no:
            log.warning("payments: %s: %r", number, no)


def _config() -> Config:
    config: Config = current_app.extensions["mazorca"]
    return config
