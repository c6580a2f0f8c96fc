"""The address under which all pages about payments stand, and what they share."""

from flask import Blueprint, current_app
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.config import Config
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.queries.payments.pages import InstalmentPage, get_instalment, instalment_of_payment
from marketplace.web.sessions import current_viewer

blueprint = Blueprint("payments", __name__, url_prefix="/payments")
Answer = Response | str | tuple[str, int]


def read_instalment(instalment_id: int) -> InstalmentPage:
    """Read an instalment as this viewer may see it."""
    return get_instalment(instalment_id, current_viewer(), today=day_in_lima(clock.now()))


def read_payment(payment_id: int) -> InstalmentPage:
    """Read the instalment of an attempt as this viewer may see it."""
    return read_instalment(instalment_of_payment(payment_id, current_viewer()))


def config() -> Config:
    """Return the market's settings."""
    found: Config = current_app.extensions["mazorca"]
    return found
