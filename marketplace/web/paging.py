"""Long lists in pages: which one is asked for, and how many there are."""

from flask import request

MOST_PAGES = 10_000
"""Nobody leafs further; a larger number is only typed."""


def asked_page() -> int:
    """Return the number of the page that the address asks for; the first one where it names none."""
    return min(max(1, request.args.get("page", 1, int)), MOST_PAGES)


def pages_of(total: int, per_page: int) -> int:
    """Count the pages that so many lines fill; an empty list has one."""
    return max(1, -(-total // per_page))
