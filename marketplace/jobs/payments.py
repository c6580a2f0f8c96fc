"""Payments later: news looked into, pages opened that a crash left unopened, payments read anew, interest asked for."""

from flask import current_app
from procrastinate import Blueprint, RetryStrategy

from marketplace import clock
from marketplace.config import Config
from marketplace.jobs.sweeping import do_each
from marketplace.queries.payments.due import list_bearing_interest, list_open, list_unheard, list_unopened
from marketplace.services.payments.hearing import hear_payment
from marketplace.services.payments.lateness import charge_interest
from marketplace.services.payments.listening import hear_news
from marketplace.services.payments.paying import open_missing_page

tasks = Blueprint()
PATIENT = RetryStrategy(max_attempts=10, exponential_wait=4)


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
    do_each(list_unheard(now), hear_news, config)
    do_each(list_unopened(now), open_missing_page, config)
    do_each(list_open(now), hear_payment, config)


@tasks.periodic(cron="20 9 * * *")
@tasks.task(name="interest", queueing_lock="payments:interest")
def interest(timestamp: int) -> None:
    """Ask for the interest on what is late, where contracts say so."""
    del timestamp
    do_each(list_bearing_interest(clock.now()), charge_interest)


def _config() -> Config:
    config: Config = current_app.extensions["mazorca"]
    return config
