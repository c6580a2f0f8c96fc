"""What long lists ask again and again, remembered for a minute: how long they are, and where a deep page begins."""

import time
from collections.abc import Callable, Hashable
from typing import TypeVar

from flask import current_app

REMEMBERED_SECONDS = 60
WORTH_REMEMBERING = 1_000
MOST_KEPT = 5_000
Found = TypeVar("Found")


def remembered_count(key: Hashable, count: Callable[[], int]) -> int:
    """Return the count last made under `key`, or make it; short counts are quick, so these are always made anew."""
    return remembered(("count", key), count, is_worth=lambda total: total >= WORTH_REMEMBERING)


def remembered(key: Hashable, find: Callable[[], Found], *, is_worth: Callable[[Found], bool] = bool) -> Found:
    """Return what was last found under `key` within a minute, or find it, and remember it where that is worth it."""
    kept: dict[Hashable, tuple[float, Found]] = current_app.extensions.setdefault("remembered_counts", {})
    now = time.monotonic()
    entry = kept.get(key)
    if entry is not None and entry[0] > now:
        return entry[1]
    found = find()
    if is_worth(found):
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[key] = (now + REMEMBERED_SECONDS, found)
    return found
