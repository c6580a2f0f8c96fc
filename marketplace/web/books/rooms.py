"""What all pages of the books share: their address, and how a month, an account and a place in a list are read."""

from datetime import date

from flask import Blueprint, abort, request

from marketplace import clock
from marketplace.domain.books.periods import month_of
from marketplace.domain.contracts.fixing import day_in_lima

blueprint = Blueprint("books", __name__, url_prefix="/books")
SHAPE = "%Y-%m"


def today() -> date:
    """Say which day it is where the books are kept."""
    return day_in_lima(clock.now())


def asked_month() -> date:
    """Read the month that the address asks for, this one where it asks for none; what is no month is not found."""
    text = request.args.get("month")
    return read_month(text) if text else month_of(today())


def read_month(text: str) -> date:
    """Read `2026-11`; what is no month is not found."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        abort(404)


def asked_place() -> tuple[date, int] | None:
    """Read where a further page of lines begins, `2026-11-23.17`; what is no place is not found."""
    text = request.args.get("before")
    if not text:
        return None
    day, _dot, number = text.partition(".")
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        abort(404)
