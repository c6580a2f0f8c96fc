"""Changing a lot that is written down already, checking it, sending it, and its further steps."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Reason, Refused, Stale
from marketplace.domain.lot_rules import CHANGEABLE_WHEN_PUBLISHED
from marketplace.domain.lots import LotState, LotTerms
from marketplace.forms.base import SeenForm
from marketplace.forms.lot_steps import STEPS, is_sound, parts_of
from marketplace.forms.lots import StepForm
from marketplace.queries.lots.showing import LotSheet, get_lot, list_faults
from marketplace.services import lots as services
from marketplace.web.lots.rooms import blueprint
from marketplace.web.lots.steps import A_STEP, is_leaving, step_names
from marketplace.web.sessions import current_viewer

Answer = Response | str | tuple[str, int]
PUBLISHED_STEPS = ("volume", "price")
STEP_TAKEN = {
    "withdraw": (services.withdraw_lot, lazy_gettext("The lot is withdrawn. Nobody else sees it any more.")),
    "revise": (services.revise_lot, lazy_gettext("The lot is a draft again.")),
    "close": (services.close_lot, lazy_gettext("The sale is closed.")),
}


@blueprint.get(f"/<code>/edit/{A_STEP}")
def edit(code: str, step: str) -> str:
    """Open one step of a lot."""
    lot = _editable(code, step)
    form = STEPS[step](formdata=None, data=STEPS[step].present(lot.terms), version=str(lot.version))
    return _page(lot, step, _open_part(form, lot))


@blueprint.post(f"/<code>/edit/{A_STEP}")
def change(code: str, step: str) -> Answer:
    """Change what one step states."""
    lot = _editable(code, step)
    form = _open_part(STEPS[step](), lot)
    if is_sound(form, [parts_of(lot.terms)]):
        terms = LotTerms(**{**parts_of(lot.terms), **form.part()})
        try:
            services.edit_lot(lot.id, terms, seen=form.seen, by=current_viewer(), now=clock.now())
        except Refused as no:
            form.take(no)
        except Stale as stale:
            return _changed_meanwhile(lot, step, form=form, stale=stale)
        else:
            flash(_("Saved."), "success")
            return redirect(_next_address(lot, step, terms.code), 303)
    return _page(lot, step, form), 422


@blueprint.get("/<code>/review")
def review(code: str) -> str:
    """Show what still keeps a lot from being sent, and where to mend it."""
    viewer, today = current_viewer(), day_in_lima(clock.now())
    lot = get_lot(viewer, code, today=today)
    check_may(viewer, Act.EDIT_LOT, lot.stake)
    return _review_page(lot, list_faults(viewer, code, today=today), SeenForm(version=str(lot.version)))


@blueprint.post("/<code>/submit")
def submit(code: str) -> Answer:
    """Send a lot for the facilitators' check."""
    viewer, now, form = current_viewer(), clock.now(), SeenForm()
    lot = get_lot(viewer, code, today=day_in_lima(now))
    try:
        services.submit_lot(lot.id, seen=form.seen, by=viewer, now=now)
    except Refused as no:
        return _review_page(lot, list(no.reasons), form), 422
    flash(_("Sent. A facilitator of the alliance checks the lot and publishes it, or writes what to mend."), "success")
    return redirect(url_for("lots.show_lot", code=code), 303)


@blueprint.post("/<code>/<any(withdraw, revise, close):step>")
def take_step(code: str, step: str) -> Response:
    """Withdraw, revise or close a lot."""
    viewer, now, form = current_viewer(), clock.now(), SeenForm()
    lot = get_lot(viewer, code, today=day_in_lima(now))
    service, sentence = STEP_TAKEN[step]
    try:
        service(lot.id, seen=form.seen, by=viewer, now=now)
        flash(sentence, "success")
    except Refused as no:
        form.take(no)
        flash(" ".join(form.faults), "error")
    return redirect(url_for("lots.show_lot", code=code), 303)


def _editable(code: str, step: str) -> LotSheet:
    viewer = current_viewer()
    lot = get_lot(viewer, code, today=day_in_lima(clock.now()))
    check_may(viewer, Act.EDIT_LOT, lot.stake)
    if step not in _steps_of(lot):
        raise Refused("lot.field_fixed")
    return lot


def _steps_of(lot: LotSheet) -> tuple[str, ...]:
    return tuple(STEPS) if lot.state is LotState.DRAFT else PUBLISHED_STEPS if lot.may_edit else ()


def _changed_meanwhile(lot: LotSheet, step: str, *, form: StepForm, stale: Stale) -> Answer:
    """Keep what was typed, and let it be saved over the newer version once the person has been told."""
    if stale.code != "row.changed_meanwhile":
        raise stale
    form.faults.append(_("Somebody changed this lot while you were writing. Look at it, then save again to put this."))
    form.version.data = str(get_lot(current_viewer(), lot.code, today=day_in_lima(clock.now())).version)
    return _page(lot, step, form), 409


def _open_part(form: StepForm, lot: LotSheet) -> StepForm:
    if lot.state is LotState.PUBLISHED:
        form.fix(CHANGEABLE_WHEN_PUBLISHED)
    return form


def _next_address(lot: LotSheet, step: str, code: str) -> str:
    steps = _steps_of(lot)
    if is_leaving() or lot.state is not LotState.DRAFT:
        return url_for("lots.show_lot", code=code)
    if step == steps[-1]:
        return url_for("lots.show_results", code=code)
    return url_for("lots.edit", code=code, step=steps[steps.index(step) + 1])


def _page(lot: LotSheet, step: str, form: StepForm) -> str:
    return render_template(
        "lots/step.html",
        step=step,
        form=form,
        action=url_for("lots.change", code=lot.code, step=step),
        names=step_names(),
        hrefs=step_hrefs(lot),
        lot=lot,
        started=None,
    )


def step_hrefs(lot: LotSheet) -> dict[int, str]:
    """Say where each step of a lot stands, by its number from 1."""
    hrefs = {
        number: url_for("lots.edit", code=lot.code, step=each)
        for number, each in enumerate(STEPS, 1)
        if each in _steps_of(lot)
    }
    if lot.may_record:
        hrefs[len(STEPS) + 1] = url_for("lots.show_results", code=lot.code)
    if lot.state is LotState.DRAFT:
        hrefs[len(STEPS) + 2] = url_for("lots.review", code=lot.code)
    return hrefs


def _review_page(lot: LotSheet, faults: list[Reason], form: SeenForm) -> str:
    found = [(fault, _mending_place(lot, fault)) for fault in faults]
    return render_template(
        "lots/review.html", lot=lot, faults=found, form=form, names=step_names(), hrefs=step_hrefs(lot)
    )


def _mending_place(lot: LotSheet, fault: Reason) -> str:
    for step, kind in STEPS.items():
        if hasattr(kind, fault.field or "-") or fault.field in kind.also:
            return url_for("lots.edit", code=lot.code, step=step)
    return url_for("lots.show_results", code=lot.code)
