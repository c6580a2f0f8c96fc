"""One shipment: what it carries, its days and costs, and the next step."""

from flask import flash
from flask_babel import gettext as _

from marketplace import clock
from marketplace.domain.errors import NotAllowed, Refused
from marketplace.domain.ids import ShipmentId
from marketplace.domain.shipments.life import ShipmentStep
from marketplace.forms.base import SeenForm
from marketplace.forms.shipments import CostForm, MoveForm
from marketplace.services.shipments.costs import record_cost, remove_cost
from marketplace.services.shipments.moving import move_shipment
from marketplace.web.sessions import current_viewer
from marketplace.web.shipments.rooms import Answer, back_to, blueprint, read_shipment, shipment_page


@blueprint.get("/<int:shipment_id>")
def show(shipment_id: int) -> str:
    """Show one shipment."""
    return shipment_page(read_shipment(shipment_id))


@blueprint.post("/<int:shipment_id>/<any(load, ship, send_documents, arrive, close, cancel):step>")
def move(shipment_id: int, step: str) -> Answer:
    """Take a step with it; every contract aboard moves along."""
    page, form = read_shipment(shipment_id), MoveForm()
    if not page.steps:
        raise NotAllowed("shipment.others_organize")
    if form.validate():
        moved = form.moved(ShipmentStep(step))
        try:
            move_shipment(ShipmentId(shipment_id), moved, seen=form.seen, by=current_viewer(), now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("Reported, for every contract aboard."), "success")
            return back_to(shipment_id)
    return shipment_page(page, move=form), 422


@blueprint.post("/<int:shipment_id>/costs")
def add_cost(shipment_id: int) -> Answer:
    """Write down a cost of all that travels together."""
    page, form = read_shipment(shipment_id), CostForm()
    if not page.may_change:
        raise NotAllowed("shipment.others_organize")
    if form.validate():
        try:
            record_cost(page.line.id, form.cost(), seen=form.seen, by=current_viewer(), now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            return back_to(shipment_id)
    return shipment_page(page, cost=form), 422


@blueprint.post("/<int:shipment_id>/costs/<int:cost_id>/remove")
def drop_cost(shipment_id: int, cost_id: int) -> Answer:
    """Take away a cost that was written down in error."""
    page, form = read_shipment(shipment_id), SeenForm()
    remove_cost(page.line.id, cost_id, seen=form.seen, by=current_viewer(), now=clock.now())
    return back_to(shipment_id)
