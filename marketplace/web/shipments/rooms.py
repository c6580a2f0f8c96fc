"""The address of shipments, and what their pages share."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.events import SubjectKind
from marketplace.domain.shipments.containers import BY_SEA
from marketplace.forms.shipments import CargoForm, CostForm, MoveForm
from marketplace.queries.events import list_history
from marketplace.queries.shipments.candidates import list_waiting
from marketplace.queries.shipments.reading import get_shipment
from marketplace.queries.shipments.sheets import ShipmentPage
from marketplace.web.sessions import current_viewer

blueprint = Blueprint("shipments", __name__, url_prefix="/shipments")
Answer = Response | str | tuple[str, int]


def read_shipment(shipment_id: int) -> ShipmentPage:
    """Read a shipment as this viewer may see it."""
    return get_shipment(shipment_id, current_viewer(), today=day_in_lima(clock.now()))


def shipment_page(
    page: ShipmentPage,
    *,
    move: MoveForm | None = None,
    cost: CostForm | None = None,
    cargo: CargoForm | None = None,
) -> str:
    """Show one shipment; a form that was refused is shown again as it was typed."""
    viewer, today, version = current_viewer(), day_in_lima(clock.now()), str(page.version)
    may_add = page.may_change and page.line.state.value in ("planned", "loading")
    return render_template(
        "shipments/show.html",
        page=page,
        move=move or MoveForm(formdata=None, version=version, day=today),
        cost_form=cost or CostForm(formdata=None, version=version),
        joining=cargo or CargoForm(formdata=None, version=version),
        waiting=list_waiting(viewer) if may_add else [],
        history=list_history(SubjectKind.SHIPMENT, page.line.id, viewer=viewer),
        by_sea=BY_SEA,
        today=today,
    )


def back_to(shipment_id: int) -> Response:
    """Lead back to the shipment after something was done."""
    return redirect(url_for("shipments.show", shipment_id=shipment_id), 303)
