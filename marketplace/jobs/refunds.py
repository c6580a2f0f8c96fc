"""Refunds later: each is sent under its own key until the provider says what became of it."""

from flask import current_app
from procrastinate import Blueprint, RetryStrategy

from marketplace import clock
from marketplace.config import Config
from marketplace.domain.ids import PlacementId, RefundId
from marketplace.jobs.sweeping import do_each
from marketplace.queries.payments.due import list_unfinished_refunds, list_unfinished_returns
from marketplace.services.payments.returning import return_stray
from marketplace.services.payments.sending import send_refund

tasks = Blueprint()
PATIENT = RetryStrategy(max_attempts=10, exponential_wait=4)


@tasks.task(name="send", retry=PATIENT)
def send(refund_id: int) -> None:
    """Send one refund, or ask how it stands; while the provider does not answer it is tried again."""
    send_refund(_config(), RefundId(refund_id), now=clock.now())


@tasks.task(name="return", retry=PATIENT)
def send_back(placement_id: int) -> None:
    """Send stray money back, or ask how it stands; while the provider does not answer it is tried again."""
    return_stray(_config(), PlacementId(placement_id), now=clock.now())


@tasks.periodic(cron="2-59/5 * * * *")
@tasks.task(name="sweep", queueing_lock="refunds:sweep")
def sweep(timestamp: int) -> None:
    """Take up refunds that nobody has finished."""
    del timestamp
    config, now = _config(), clock.now()
    if config.stripe_key:
        do_each(list_unfinished_refunds(now), send_refund, config)
        do_each(list_unfinished_returns(now), return_stray, config)


def _config() -> Config:
    config: Config = current_app.extensions["mazorca"]
    return config
