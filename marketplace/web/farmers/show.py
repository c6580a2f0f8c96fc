"""The page of one farmer."""

from flask import render_template

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.events import SubjectKind
from marketplace.forms.base import SeenForm
from marketplace.forms.farmers import LeavingForm
from marketplace.queries.deliveries.lists import Wanted, add_up, list_deliveries
from marketplace.queries.events import list_history
from marketplace.queries.farmers.pages import get_farmer
from marketplace.web.farmers.rooms import blueprint
from marketplace.web.sessions import current_viewer

DELIVERIES_SHOWN = 8


@blueprint.get("/<int:farmer_id>")
def show(farmer_id: int) -> str:
    """Show one farmer."""
    return draw_farmer(farmer_id)


def draw_farmer(farmer_id: int, sent: LeavingForm | None = None) -> str:
    """Draw the page of a farmer, with the form that was just sent."""
    viewer, today = current_viewer(), day_in_lima(clock.now())
    check_may(viewer, Act.SEE_REGISTER)
    page = get_farmer(viewer, farmer_id, today=today)
    brought = Wanted(farmer_id=page.id)
    return render_template(
        "farmers/show.html",
        page=page,
        terms=page.terms,
        leaving=sent or LeavingForm(formdata=None, version=str(page.version), left_on=today),
        returning=SeenForm(formdata=None, version=str(page.version)),
        history=list_history(SubjectKind.FARMER, page.id, viewer=viewer),
        deliveries=list_deliveries(viewer, brought, per_page=DELIVERIES_SHOWN),
        brought=add_up(viewer, brought),
    )
