"""Checks of papers that strangers ask for: counted by where they come from, so that nobody floods the market."""

from datetime import datetime, timedelta

from marketplace.domain.accounts import Throttle
from marketplace.models.accounts.throttling import count_attempt, refuse_wait, site_bucket
from marketplace.services.transaction import keeping_ticket, use_case

CHECK_THROTTLE = Throttle(free_failures=30, window=timedelta(hours=1))


def count_check(address: str | None, *, now: datetime) -> None:
    """Count that somebody at the client's `address` checks a paper; raises `Refused` (`sign_in.too_often`)."""
    with keeping_ticket():
        _count(address, now=now)


@use_case
def _count(address: str | None, *, now: datetime) -> None:
    refuse_wait(count_attempt({site_bucket("verify", address): CHECK_THROTTLE}, now=now))
