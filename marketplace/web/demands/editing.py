"""Changing a draft of a demand, one step at a time."""

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.demands import DemandTerms
from marketplace.domain.errors import NotAllowed, Refused
from marketplace.forms.demand_steps import STEPS, is_sound, offered_for, parts_of
from marketplace.forms.demands import DemandStepForm
from marketplace.queries.demands.showing import DemandPage, get_demand
from marketplace.queries.references import list_cadmium_limits, list_demand_choices
from marketplace.services.demands import edit_demand
from marketplace.web.demands.rooms import blueprint
from marketplace.web.demands.steps import STEP_NAMES, step_page
from marketplace.web.sessions import current_viewer

Answer = Response | str | tuple[str, int]


@blueprint.get("/<code>/edit/<step>")
def edit_step(code: str, step: str) -> Answer:
    """Show one step of a draft for changing."""
    demand, terms = _draft(code)
    kind = STEPS.get(step) or abort(404)
    shown = {**kind.present(terms), "version": str(demand.version)}
    form = kind(formdata=None, data=shown, offered=offered_for(terms, list_demand_choices(day_in_lima(clock.now()))))
    return _page(demand, step, form)


@blueprint.post("/<code>/edit/<step>")
def save_edited_step(code: str, step: str) -> Answer:
    """Change what one step of a draft states."""
    demand, terms = _draft(code)
    kind = STEPS.get(step) or abort(404)
    form = kind(offered=offered_for(terms, list_demand_choices(day_in_lima(clock.now()))))
    is_fine = is_sound(form, [parts_of(terms)])
    if request.form.get("do") == "preview":
        return _page(demand, step, form)
    if not is_fine:
        return _page(demand, step, form), 422
    try:
        new = DemandTerms(**{**parts_of(terms), **form.part()})
        edit_demand(demand.line.id, new, seen=form.seen, by=current_viewer(), now=clock.now())
    except Refused as no:
        form.take(no)
        return _page(demand, step, form), 422
    flash(_("Saved."), "success")
    return redirect(url_for("demands.show_demand", code=code), 303)


def _draft(code: str) -> tuple[DemandPage, DemandTerms]:
    viewer = current_viewer()
    demand = get_demand(viewer, code, limits=list_cadmium_limits(), today=day_in_lima(clock.now()))
    check_may(viewer, Act.EDIT_DEMAND, demand.stake)
    if demand.terms is None:
        raise NotAllowed("act.not_yours")
    return demand, demand.terms


def _page(demand: DemandPage, step: str, form: DemandStepForm) -> str:
    code = demand.line.code
    hrefs = {n: url_for("demands.edit_step", code=code, step=name) for n, name in enumerate(STEP_NAMES, 1)}
    return step_page(form, step, action=hrefs[STEP_NAMES.index(step) + 1], hrefs=hrefs, demand=demand)
