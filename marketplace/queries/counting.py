"""Counts of long lists, remembered for a minute, because counting costs more than showing."""

import time
from collections.abc import Callable, Hashable

from flask import current_app

REMEMBERED_SECONDS = 60
WORTH_REMEMBERING = 1_000
MOST_KEPT = 1_000


def remembered_count(key: Hashable, count: Callable[[], int]) -> int:
    """Return the count last made under `key`, or make it; short counts are quick, so these are always made anew."""
    kept: dict[Hashable, tuple[float, int]] = current_app.extensions.setdefault("remembered_counts", {})
    now = time.monotonic()
    until, total = kept.get(key, (0.0, 0))
    if until > now:
        return total
    total = count()
    if total >= WORTH_REMEMBERING:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[key] = (now + REMEMBERED_SECONDS, total)
    return total
