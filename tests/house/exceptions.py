"""Where a rule of the house is not kept, and why; `*` stands for several functions of one file.

An exception that is no longer needed fails the tests too.
"""

from collections.abc import Mapping
from fnmatch import fnmatchcase

POSITIONAL = {
    "marketplace/domain/acts.py:why_not": "reads as a sentence: may(viewer, act, stake)",
    "marketplace/domain/acts.py:may": "reads as a sentence: may(viewer, act, stake)",
    "marketplace/domain/acts.py:check_may": "reads as a sentence: check_may(viewer, act, stake)",
    "marketplace/domain/books/entries.py:*": "reads as the entry does: received(occasion, money, parts)",
    "marketplace/models/money/booking.py:balance": "reads as a sentence: balance(contract, account, currency)",
    "marketplace/domain/machines.py:advance": "reads as a sentence: advance(state, step, role)",
    "marketplace/forms/shares.py:process": "WTForms calls it",
    "marketplace/jobs/worker.py:in_context": "procrastinate calls it",
    "migrations/env.py:include_name": "alembic calls it",
}
"""Functions that take more than two positional parameters."""

LONG_FILES: dict[str, str] = {
    "marketplace/domain/acts.py": "one table of who may do what, a line for each act: it has no parts",
    "marketplace/domain/events.py": "one list of all that may happen, a line for each: it has no parts",
    "matching/kernels/blends.py": "kernels call only kernels of their own file, and these call each other",
    "tests/web/expectations.py": "one table of who gets through which door, a line for each: it has no parts",
    "migrations/versions/*.py": "records of what was done to databases: nobody edits one that has run",
}
LONG_FUNCTIONS: dict[str, str] = {}
DEEP: dict[str, str] = {}
COMMITS: dict[str, str] = {
    "marketplace/services/transaction.py": "the one place that commits",
}
CLOCKS: dict[str, str] = {
    "marketplace/clock.py": "the one clock",
}
DAYS: dict[str, str] = {
    "marketplace/domain/contracts/fixing.py": "the one place: the day in Lima",
    "marketplace/domain/notices/preferences.py": "quiet hours are those of the reader's own place",
    "marketplace/web/formats.py": "pages write a moment in the reader's own place",
    "marketplace/commands/*.py": "a day typed at a command is read as a moment without a zone",
}
"""Files that cut a moment down to its day, `moment.date()`: elsewhere `day_in_lima` says which day it is."""
WORDS: dict[str, str] = {
    "marketplace/web/formats.py:quantity": "a number with any unit, not only a volume",
}
"""Identifiers that hold a word of the vocabulary's last column, as `file:identifier`."""


def check_listed(found: Mapping[str, object], listed: Mapping[str, str]) -> None:
    """Compare what was found with what is excused; both a new find and a stale excuse fail."""
    excused = {place for place in found if any(fnmatchcase(place, pattern) for pattern in listed)}
    needed = {pattern for pattern in listed if any(fnmatchcase(place, pattern) for place in found)}
    news = [f"{place}: {what}" for place, what in sorted(found.items()) if place not in excused]
    stale = [f"{pattern}: excused in tests/house/exceptions.py, but kept" for pattern in sorted(listed.keys() - needed)]
    assert not news + stale, "\n" + "\n".join(news + stale)
