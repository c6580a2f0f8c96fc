"""Paying farmers: who is still to be paid, and the proof of a payment."""

from contextlib import closing

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.errors import NotFound, Reason, Refused
from marketplace.forms.deliveries import PaymentForm
from marketplace.gateways.attachments import Sent, keeping
from marketplace.queries.deliveries.lists import DeliverySheet, Wanted, list_deliveries, list_owed
from marketplace.services.deliveries.paying import pay_deliveries
from marketplace.web import formats
from marketplace.web.deliveries.rooms import Answer, blueprint, check_may_take, today
from marketplace.web.sessions import current_viewer

MOST_AT_ONCE = 100


@blueprint.get("/unpaid")
def list_unpaid() -> str:
    """Show which farmers are still to be paid."""
    viewer = current_viewer()
    check_may(viewer, Act.SEE_DELIVERIES)
    return render_template("deliveries/unpaid.html", owed=list_owed(viewer))


@blueprint.get("/pay/<int:farmer_id>")
def open_payment(farmer_id: int) -> str:
    """Open the payment of a farmer, all receipts ticked."""
    check_may_take()
    lines = _unpaid(farmer_id)
    ready = [str(line.id) for line in lines if line.amount is not None]
    return _page(lines, PaymentForm(formdata=None, chosen=ready, paid_on=today()))


@blueprint.post("/pay/<int:farmer_id>")
def pay(farmer_id: int) -> Answer:
    """Write down that receipts of a farmer were paid."""
    viewer, form = check_may_take(), PaymentForm()
    lines = _unpaid(farmer_id)
    if form.validate():
        try:
            with keeping(_sent(form)) as kept:
                proof = form.proof(kept[0] if kept else None)
                pay_deliveries(form.picked(), proof, by=viewer, now=clock.now())
        except Refused as no:
            form.take(
                Reason(each.code, "file" if each.field == "files" else each.field, each.facts) for each in no.reasons
            )
        else:
            flash(_("Recorded as paid."), "success")
            return redirect(url_for("deliveries.list_unpaid"), 303)
    return _page(lines, form), 422


def _unpaid(farmer_id: int) -> list[DeliverySheet]:
    wanted = Wanted(farmer_id=farmer_id, is_unpaid=True)
    lines = list_deliveries(current_viewer(), wanted, per_page=MOST_AT_ONCE)
    if not lines:
        raise NotFound("delivery.unknown")
    return lines


def _page(lines: list[DeliverySheet], form: PaymentForm) -> str:
    form.chosen.choices = [(str(line.id), _said(line)) for line in lines]
    return render_template("deliveries/pay.html", lines=lines, form=form)


def _said(line: DeliverySheet) -> str:
    amount = _("no price yet") if line.amount is None else formats.money(line.amount, "PEN", places=2)
    return f"{line.code} · {formats.day(line.delivered_on)} · {formats.mass(line.weight, places=1)} · {amount}"


def _sent(form: PaymentForm) -> list[Sent]:
    file = form.file.data or request.files.get("file")
    if not file or not file.filename:
        return []
    with closing(file):
        return [Sent(file.filename, file.read())]
