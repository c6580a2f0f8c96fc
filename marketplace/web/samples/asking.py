"""Asking for a sample of a lot, with the fee shown before anybody asks."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Refused
from marketplace.domain.samples.requests import FREE
from marketplace.forms.samples import AskForm
from marketplace.queries.lots.showing import LotSheet, get_lot
from marketplace.queries.samples.lots import get_address, get_fee, list_own
from marketplace.services.samples.requests import ask_sample
from marketplace.web.samples.rooms import blueprint
from marketplace.web.sessions import current_viewer

Answer = Response | str | tuple[str, int]


@blueprint.get("/lots/<code>/samples/new")
def ask(code: str) -> str:
    """Ask how much is wanted, and where to."""
    lot = _lot(code)
    fee = get_fee(lot.organization_id) or FREE
    address = get_address(current_viewer().organization_id)
    return _page(lot, AskForm(address=address, fee_amount=str(fee.amount), fee_currency=fee.currency.value))


@blueprint.post("/lots/<code>/samples/new")
def send_request(code: str) -> Answer:
    """Send the request to the group."""
    lot, form, viewer = _lot(code), AskForm(), current_viewer()
    if form.validate():
        try:
            sample_id = ask_sample(lot.id, form.request(), fee=form.shown_fee(), by=viewer, now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("Sent to the group, which answers within 7 days."), "success")
            return redirect(url_for("samples.show", sample_id=sample_id), 303)
    return _page(lot, form), 422


def _lot(code: str) -> LotSheet:
    viewer = current_viewer()
    lot = get_lot(viewer, code, today=day_in_lima(clock.now()))
    check_may(viewer, Act.ASK_SAMPLE, lot.stake)
    return lot


def _page(lot: LotSheet, form: AskForm) -> str:
    fee = get_fee(lot.organization_id) or FREE
    form.fee_amount.data, form.fee_currency.data = str(fee.amount), fee.currency.value
    own = list_own(current_viewer(), lot.id)
    return render_template("samples/ask.html", lot=lot, form=form, fee=fee, own_samples=own)
