"""The steps in a demand's life: open, withdraw, take up again, close."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock, wording
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.demands import DemandStep
from marketplace.domain.errors import Refused
from marketplace.forms.base import SeenForm
from marketplace.queries.demands.showing import get_demand
from marketplace.queries.references import list_cadmium_limits
from marketplace.services.demands import STEPS
from marketplace.web.demands.rooms import blueprint
from marketplace.web.demands.showing import demand_page
from marketplace.web.sessions import current_viewer

Answer = Response | str | tuple[str, int]


@blueprint.post("/<code>/<any(open, withdraw, revise, close):step>")
def take_step(code: str, step: str) -> Answer:
    """Take a step in the life of a demand."""
    viewer, now, form = current_viewer(), clock.now(), SeenForm()
    demand = get_demand(viewer, code, limits=list_cadmium_limits(), today=day_in_lima(now))
    try:
        STEPS[DemandStep(step)](demand.line.id, seen=form.seen, by=viewer, now=now)
    except Refused as no:
        form.take(no)
        return demand_page(demand, form), 422
    flash(_done(DemandStep(step)), "success")
    return redirect(url_for("demands.show_demand", code=code), 303)


def _done(step: DemandStep) -> str:
    said = {
        DemandStep.OPEN: _("The demand is open: producer groups can read it, and the next round takes it in."),
        DemandStep.WITHDRAW: _("The demand is withdrawn. Nobody but you and the facilitators can read it."),
        DemandStep.REVISE: _("The demand is a draft again. Open it anew when it is as you want it."),
        DemandStep.CLOSE: _("The demand is closed. What was agreed stays agreed."),
    }
    return str(said.get(step, wording.label(step)))
