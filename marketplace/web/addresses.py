"""Addresses that come from outside: only those of our own pages are followed, only possible numbers looked up."""

from urllib.parse import urlsplit

from flask import request
from werkzeug.routing import IntegerConverter, Map

LARGEST_ROW = 2**63 - 1
CONTROLS = {chr(code) for code in range(32)} | {"\x7f", "\\"}


class RowNumber(IntegerConverter):
    """A row's number in an address; what no row can bear leads nowhere, instead of to the database."""

    def __init__(self, known: Map) -> None:
        """Take the numbers that a key may have."""
        super().__init__(known, max=LARGEST_ROW)


def local_address(address: str | None, otherwise: str = "/") -> str:
    r"""Return `address` where it leads to a page of this site, else `otherwise`.

    Browsers read `//host`, `///host`, `/\host` and such with tabs in between as other sites.
    """
    text = address or ""
    is_local = text.startswith("/") and not text.startswith("//") and not CONTROLS & set(text)
    try:
        parts = urlsplit(text)
    except ValueError:
        return otherwise
    return text if is_local and not parts.scheme and not parts.netloc else otherwise


def way_back(otherwise: str = "/") -> str:
    """Return the page of ours from which the browser says it came, else the first page or another one."""
    try:
        parts = urlsplit(request.referrer or "")
    except ValueError:
        return otherwise
    came_from_here = parts.netloc == request.host
    return local_address(parts._replace(scheme="", netloc="").geturl() if came_from_here else None, otherwise)
