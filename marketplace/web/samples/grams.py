"""A lot's samples as its group sees them: the ledger of grams, and who asked for what."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Refused
from marketplace.forms.samples import GramForm
from marketplace.queries.lots.showing import LotSheet, get_lot
from marketplace.queries.samples.lists import list_samples_of_lot
from marketplace.queries.samples.lots import get_stock, list_movements
from marketplace.services.samples.grams import record_grams
from marketplace.web.samples.rooms import blueprint
from marketplace.web.sessions import current_viewer

Answer = Response | str | tuple[str, int]


@blueprint.get("/lots/<code>/samples")
def show_lot(code: str) -> str:
    """Show what is kept of a lot for samples, and what became of it."""
    return _page(_lot(code, Act.SEE_GRAMS), GramForm())


@blueprint.post("/lots/<code>/samples")
def record(code: str) -> Answer:
    """Write one line into the ledger of grams."""
    lot, form = _lot(code, Act.KEEP_GRAMS), GramForm()
    if form.validate():
        try:
            record_grams(lot.id, form.entry(), by=current_viewer(), now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("Recorded."), "success")
            return redirect(url_for("samples.show_lot", code=code), 303)
    return _page(lot, form), 422


def _lot(code: str, act: Act) -> LotSheet:
    viewer = current_viewer()
    lot = get_lot(viewer, code, today=day_in_lima(clock.now()))
    check_may(viewer, act, lot.stake)
    return lot


def _page(lot: LotSheet, form: GramForm) -> str:
    viewer, now = current_viewer(), clock.now()
    return render_template(
        "samples/lot.html",
        lot=lot,
        form=form,
        stock=get_stock(viewer, lot.id),
        movements=list_movements(viewer, lot.id),
        lines=list_samples_of_lot(viewer, lot.id, now=now),
        now=now,
    )
