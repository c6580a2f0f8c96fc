"""The address under which all pages about payouts stand, and what they share."""

from flask import Blueprint, render_template
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from marketplace.domain.files import MOST_MEGABYTES

blueprint = Blueprint("payouts", __name__)
Answer = Response | str | tuple[str, int]


@blueprint.errorhandler(413)
def refuse_large(error: RequestEntityTooLarge) -> tuple[str, int]:
    """Say that the bank's receipt is too large."""
    del error
    return render_template("shipments/too_large.html", limit=MOST_MEGABYTES), 413
