"""Doing many due things one by one: what cannot be done now does not keep the rest from being done."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from marketplace import clock
from marketplace.domain.errors import MarketError

T = TypeVar("T", bound=int)
log = logging.getLogger(__name__)


def do_each(due: Iterable[T], work: Callable[..., bool]) -> None:
    """Do the work for each number; where the market says no it is logged, and the next sweep looks again."""
    for number in due:
        try:
            work(number, now=clock.now())
        except MarketError as no:
            log.warning("%s of %s: %s", work.__name__, number, no)
