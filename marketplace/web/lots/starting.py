"""Writing down a new lot: step by step, saved at each, to be resumed later; or after a lot of the last crop."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Refused
from marketplace.domain.viewers import Viewer
from marketplace.forms.lot_steps import STEPS, form_of, is_sound, next_crop, parts_typed, terms_typed, typed_in
from marketplace.forms.lots import OriginForm, StepForm
from marketplace.queries.lots.showing import get_lot
from marketplace.queries.lots.started import Unfinished, get_started_lot
from marketplace.services import started_lots as services
from marketplace.web.lots.rooms import blueprint
from marketplace.web.lots.steps import A_STEP, is_leaving, step_names
from marketplace.web.sessions import current_viewer

Answer = Response | str | tuple[str, int]
FIRST = next(iter(STEPS))
LAST = next(reversed(STEPS))


@blueprint.get("/new")
def start() -> str:
    """Open the first step of a new lot."""
    check_may(current_viewer(), Act.DRAFT_LOT)
    return _page(FIRST, OriginForm(crop_year=day_in_lima(clock.now()).year), None)


@blueprint.post("/new")
def begin() -> Answer:
    """Keep the first step, and go on to the second when it is sound."""
    form, typed = OriginForm(), typed_in(request.form)
    check_may(current_viewer(), Act.DRAFT_LOT)
    if not is_leaving() and not is_sound(form):
        return _page(FIRST, form, None), 422
    started_id = services.start_lot({FIRST: typed}, by=current_viewer(), now=clock.now())
    return _onward(started_id, FIRST)


@blueprint.get("/started/<int:started_id>")
def go_on(started_id: int) -> Response:
    """Lead to the first step of an unfinished lot that was not filled in yet."""
    started = get_started_lot(current_viewer(), started_id)
    step = next((each for each in STEPS if each not in started.typed), FIRST)
    return redirect(url_for("lots.resume", started_id=started.id, step=step), 303)


@blueprint.get(f"/started/<int:started_id>/{A_STEP}")
def resume(started_id: int, step: str) -> str:
    """Open a step of an unfinished lot as it was left."""
    started = get_started_lot(current_viewer(), started_id)
    form = form_of(step, started.typed[step], is_shown=True) if step in started.typed else STEPS[step](formdata=None)
    return _page(step, form, started)


@blueprint.post(f"/started/<int:started_id>/{A_STEP}")
def save(started_id: int, step: str) -> Answer:
    """Keep a step as typed; go on when it is sound, and make a draft of the lot after the last one."""
    viewer, now, started = current_viewer(), clock.now(), get_started_lot(current_viewer(), started_id)
    form, typed = STEPS[step](), typed_in(request.form)
    if not is_leaving() and not is_sound(form, parts_typed(started.typed, but=step)):
        return _page(step, form, started), 422
    if is_leaving() or step != LAST:
        services.save_step(started_id, step, typed=typed, by=viewer, now=now)
        return _onward(started_id, step)
    return _finish(started, {**started.typed, step: typed}, form, viewer=viewer)


@blueprint.post("/started/<int:started_id>/discard")
def discard(started_id: int) -> Response:
    """Throw an unfinished lot away."""
    services.discard_lot(started_id, by=current_viewer())
    flash(_("The unfinished lot was thrown away."), "note")
    return redirect(url_for("lots.list_own_lots"), 303)


@blueprint.post("/<code>/copy")
def copy(code: str) -> Response:
    """Begin the next crop's lot with what this one states."""
    viewer, now = current_viewer(), clock.now()
    lot = get_lot(viewer, code, today=day_in_lima(now))
    started_id = services.start_lot(next_crop(lot.terms), copied_from_id=lot.id, by=viewer, now=now)
    flash(_("Everything was copied but the code, the dates of sale and the results. Please check each step."), "note")
    return redirect(url_for("lots.resume", started_id=started_id, step=FIRST), 303)


def _finish(started: Unfinished, typed: dict[str, services.Typed], form: StepForm, *, viewer: Viewer) -> Answer:
    terms, open_step = terms_typed(typed)
    if terms is None:
        flash(_("An earlier step is not complete yet."), "warning")
        services.save_step(started.id, LAST, typed=typed[LAST], by=viewer, now=clock.now())
        return redirect(url_for("lots.resume", started_id=started.id, step=open_step), 303)
    try:
        lot = services.finish_lot(started.id, terms, by=viewer, now=clock.now())
    except Refused as no:
        form.take(no)
        return _page(LAST, form, started), 422
    flash(_("The lot is written down as a draft. Now its results."), "success")
    return redirect(url_for("lots.show_results", code=lot.code), 303)


def _onward(started_id: int, step: str) -> Response:
    if is_leaving():
        flash(_("Saved. You can go on whenever you like."), "success")
        return redirect(url_for("lots.list_own_lots"), 303)
    names = list(STEPS)
    return redirect(url_for("lots.resume", started_id=started_id, step=names[names.index(step) + 1]), 303)


def _page(step: str, form: StepForm, started: Unfinished | None) -> str:
    action = url_for("lots.save", started_id=started.id, step=step) if started else url_for("lots.begin")
    hrefs = {
        number: url_for("lots.resume", started_id=started.id, step=each)
        for number, each in enumerate(STEPS, 1)
        if started and each in started.typed and each != step
    }
    return render_template(
        "lots/step.html",
        step=step,
        form=form,
        action=action,
        names=step_names(),
        hrefs=hrefs,
        lot=None,
        started=started,
    )
