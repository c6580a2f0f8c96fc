"""Stating a demand for the first time, step by step; what was typed is kept whether or not it is whole."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.forms.base import BareForm
from marketplace.forms.demand_steps import STEPS, form_of, is_sound, terms_typed, typed_in, typed_like
from marketplace.forms.demands import DemandStepForm
from marketplace.queries.demands.started import UnfinishedDemand, find_liked_lot, get_started_demand
from marketplace.queries.references import list_demand_choices
from marketplace.services.started_demands import discard_started_demand, finish_demand, save_step, start_demand
from marketplace.services.transaction import keeping_ticket
from marketplace.web.demands.rooms import blueprint
from marketplace.web.demands.steps import STEP_NAMES, step_page
from marketplace.web.sessions import current_viewer

Answer = Response | str | tuple[str, int]


@blueprint.get("/new")
def choose_start() -> str:
    """Ask from which flavour to start: none, or that of a lot one likes."""
    viewer, code = current_viewer(), request.args.get("like", "").strip().upper()
    check_may(viewer, Act.DRAFT_DEMAND)
    liked = find_liked_lot(viewer, code) if code else None
    return render_template("demands/new.html", form=BareForm(), code=code, liked=liked)


@blueprint.post("/new")
def start() -> Answer:
    """Begin a demand, and lead to its first step."""
    viewer, now, code = current_viewer(), clock.now(), request.form.get("like", "")
    liked = find_liked_lot(viewer, code) if code else None
    started_id = start_demand(typed_like(liked.profile) if liked else {}, by=viewer, now=now)
    return redirect(_address(started_id, next(iter(STEPS))), 303)


@blueprint.get("/started/<int:started_id>/<step>")
def show_started_step(started_id: int, step: str) -> Answer:
    """Show one step as it was left; `check` also says what has to be mended."""
    started = get_started_demand(current_viewer(), started_id)
    form = _form(started, step)
    if "check" in request.args and is_sound(form):
        flash(_("Please fill in this step too."), "note")
    return _page(started, step, form)


@blueprint.post("/started/<int:started_id>/<step>")
def save_started_step(started_id: int, step: str) -> Answer:
    """Keep what was typed; go on when the step is sound, and finish after the last one."""
    viewer, now = current_viewer(), clock.now()
    started, form = get_started_demand(viewer, started_id), _sent(step)
    with keeping_ticket():
        save_step(started_id, step, typed=typed_in(request.form), by=viewer, now=now)
    if request.form.get("do") == "preview":
        return redirect(_address(started_id, step) + "#preview", 303)
    if not is_sound(form):
        return _page(started, step, form), 422
    if step != STEP_NAMES[-1]:
        return redirect(_address(started_id, STEP_NAMES[STEP_NAMES.index(step) + 1]), 303)
    return _finish(get_started_demand(viewer, started_id))


@blueprint.post("/started/<int:started_id>/discard")
def discard_started(started_id: int) -> Answer:
    """Throw an unfinished demand away."""
    discard_started_demand(started_id, by=current_viewer())
    flash(_("The unfinished demand is gone."), "success")
    return redirect(url_for("demands.list_demands"), 303)


def _finish(started: UnfinishedDemand) -> Response:
    terms, faulty = terms_typed(started.typed, list_demand_choices(day_in_lima(clock.now())))
    if terms is None:
        return redirect(_address(started.id, faulty or STEP_NAMES[0], check="1"), 303)
    demand = finish_demand(started.id, terms, by=current_viewer(), now=clock.now())
    flash(_("Saved as a draft. Look at which lots fit, then open it."), "success")
    return redirect(url_for("demands.show_demand", code=demand.code), 303)


def _form(started: UnfinishedDemand, step: str) -> DemandStepForm:
    kind, offered = STEPS.get(step) or abort(404), list_demand_choices(day_in_lima(clock.now()))
    if step not in started.typed:
        return kind(formdata=None, offered=offered)
    return form_of(step, started.typed[step], offered=offered)


def _sent(step: str) -> DemandStepForm:
    kind = STEPS.get(step) or abort(404)
    return kind(offered=list_demand_choices(day_in_lima(clock.now())))


def _page(started: UnfinishedDemand, step: str, form: DemandStepForm) -> str:
    hrefs = {number: _address(started.id, name) for number, name in enumerate(STEP_NAMES, 1)}
    return step_page(form, step, action=_address(started.id, step), hrefs=hrefs, started=started)


def _address(started_id: int, step: str, *, check: str | None = None) -> str:
    return url_for("demands.show_started_step", started_id=started_id, step=step, check=check)
