"""The results of a lot: what panels, physical analyses and laboratories found, and forms to record more."""

from contextlib import closing

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Refused
from marketplace.domain.ids import LotId
from marketplace.domain.lots import LotState
from marketplace.forms.base import BaseForm
from marketplace.forms.evaluations import AnalysisForm, LabForm, PanelForm
from marketplace.gateways.attachments import Sent, keeping
from marketplace.queries.lots.evaluations import list_results
from marketplace.queries.lots.showing import LotSheet, get_lot
from marketplace.services import evaluations as services
from marketplace.web.lots.editing import step_hrefs
from marketplace.web.lots.rooms import blueprint
from marketplace.web.lots.steps import step_names
from marketplace.web.sessions import current_viewer

Answer = Response | str | tuple[str, int]
FORMS: dict[str, type[PanelForm | AnalysisForm | LabForm]] = {
    "panel": PanelForm,
    "physical": AnalysisForm,
    "laboratory": LabForm,
}


@blueprint.get("/<code>/results")
def show_results(code: str) -> str:
    """Show every result of a lot, and which are still wanting."""
    lot = _recordable(code)
    return render_template(
        "lots/results.html", lot=lot, results=list_results(lot.id), names=step_names(), hrefs=step_hrefs(lot)
    )


@blueprint.get("/<code>/results/<any(panel, physical, laboratory):kind>")
def ask_result(code: str, kind: str) -> str:
    """Ask for one result."""
    return _page(_recordable(code), kind, FORMS[kind]())


@blueprint.post("/<code>/results/<any(panel, physical, laboratory):kind>")
def record_result(code: str, kind: str) -> Answer:
    """Record one result."""
    lot, form = _recordable(code), FORMS[kind]()
    if form.validate():
        try:
            _record(lot.id, form)
        except Refused as no:
            form.take(no)
        else:
            _tell(code)
            return redirect(url_for("lots.show_results", code=code), 303)
    return _page(lot, kind, form), 422


def _record(lot_id: LotId, form: BaseForm) -> None:
    viewer, now = current_viewer(), clock.now()
    if isinstance(form, PanelForm):
        services.record_panel(lot_id, form.terms(), by=viewer, now=now)
    elif isinstance(form, AnalysisForm):
        services.record_analysis(lot_id, form.terms(), by=viewer, now=now)
    elif isinstance(form, LabForm):
        with keeping(_sent(form)) as kept:
            file = kept[0] if kept else None
            services.record_lab_result(lot_id, form.terms(), by=viewer, now=now, file=file)


def _sent(form: LabForm) -> list[Sent]:
    report = form.report.data or request.files.get("report")
    if not report or not report.filename:
        return []
    with closing(report):
        return [Sent(report.filename, report.read())]


def _tell(code: str) -> None:
    lot = get_lot(current_viewer(), code, today=day_in_lima(clock.now()))
    flash(_("Recorded."), "success")
    if lot.state is LotState.HELD:
        flash(_("With this result the lot breaks a rule, so it is on hold until a facilitator clears it."), "warning")


def _recordable(code: str) -> LotSheet:
    viewer = current_viewer()
    lot = get_lot(viewer, code, today=day_in_lima(clock.now()))
    check_may(viewer, Act.RECORD_EVALUATION, lot.stake)
    return lot


def _page(lot: LotSheet, kind: str, form: BaseForm) -> str:
    return render_template(f"lots/result_{kind}.html", lot=lot, form=form, names=step_names(), hrefs=step_hrefs(lot))
