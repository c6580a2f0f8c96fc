"""Doing many due things one by one: what cannot be done now does not keep the rest from being done."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from marketplace import clock
from marketplace.domain.errors import MarketError
from marketplace.gateways.stripe import ProviderDownError, ProviderRefusedError

T = TypeVar("T", bound=int)
log = logging.getLogger(__name__)


def do_each(due: Iterable[T], work: Callable[..., object], *first: object) -> None:
    """Do the work for each number, after what comes `first`; where somebody says no the next sweep looks again."""
    for number in due:
        try:
            work(*first, number, now=clock.now())
        except (MarketError, ProviderDownError, ProviderRefusedError) as no:
            log.warning("%s of %s: %r", work.__name__, number, no)
