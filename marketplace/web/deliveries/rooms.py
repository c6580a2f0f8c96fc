"""The address of deliveries, and what their pages share."""

from datetime import date

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, Stake, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.viewers import Viewer
from marketplace.queries.deliveries.lists import DeliverySheet, get_delivery
from marketplace.web.sessions import current_viewer

blueprint = Blueprint("deliveries", __name__, url_prefix="/deliveries")
Answer = Response | str | tuple[str, int]


def today() -> date:
    """Say which day it is at the scale house."""
    return day_in_lima(clock.now())


def check_may_take() -> Viewer:
    """Return the viewer, if that person may write receipts of the own group."""
    viewer = current_viewer()
    check_may(viewer, Act.TAKE_DELIVERY, Stake(viewer.organization_ids))
    return viewer


def own_delivery(delivery_id: int) -> DeliverySheet:
    """Read a receipt that the viewer may change."""
    sheet = get_delivery(current_viewer(), delivery_id)
    check_may(current_viewer(), Act.TAKE_DELIVERY, sheet.stake)
    return sheet


def back_to(delivery_id: int) -> Response:
    """Lead back to the receipt after something was done."""
    return redirect(url_for("deliveries.show", delivery_id=delivery_id), 303)
