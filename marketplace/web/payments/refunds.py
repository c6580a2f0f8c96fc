"""Giving money back by hand: asking, deciding as the second one, refusing, and trying again."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.errors import Refused
from marketplace.domain.ids import PaymentId, RefundId
from marketplace.forms.payments import FindingForm, GiveBackForm
from marketplace.queries.payments.pages import payment_of_refund
from marketplace.services.payments import refunds as services
from marketplace.services.payments.crediting import claim_back as ask_back
from marketplace.web.payments.attempts import attempt_page
from marketplace.web.payments.rooms import Answer, blueprint, read_payment
from marketplace.web.sessions import current_viewer


@blueprint.post("/attempts/<int:payment_id>/refund")
def give_back(payment_id: int) -> Answer:
    """Ask that a payment goes back, wholly or partly."""
    page, form, viewer = read_payment(payment_id), GiveBackForm(), current_viewer()
    check_may(viewer, Act.GIVE_BACK, page.stake)
    if form.validate():
        money = form.money(page.attempt(payment_id).money.currency)
        try:
            services.ask_refund(PaymentId(payment_id), money, note=form.note.data or "", by=viewer, now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("Recorded. Both sides can read it."), "success")
            return redirect(url_for("payments.show_attempt", payment_id=payment_id), 303)
    return attempt_page(page, payment_id, back=form), 422


@blueprint.get("/refunds/<int:refund_id>")
def show_refund(refund_id: int) -> Answer:
    """Lead to the payment from which a refund goes back."""
    payment_id = payment_of_refund(refund_id, current_viewer())
    return redirect(url_for("payments.show_attempt", payment_id=payment_id, _anchor="refunds"))


@blueprint.post("/refunds/<int:refund_id>/<any(decide,refuse,retry):step>")
def take_step(refund_id: int, step: str) -> Answer:
    """Take a facilitator's decision on a refund."""
    viewer, now, form = current_viewer(), clock.now(), FindingForm()
    payment_id = payment_of_refund(refund_id, viewer)
    try:
        if step == "refuse":
            services.refuse_refund(RefundId(refund_id), form.note.data or "", seen=form.seen, by=viewer, now=now)
        else:
            act = services.decide_refund if step == "decide" else services.retry_refund
            act(RefundId(refund_id), seen=form.seen, by=viewer, now=now)
    except Refused as no:
        form.take(no)
        return attempt_page(read_payment(payment_id), payment_id, finding=form), 422
    flash(_("Recorded. Both sides can read it."), "success")
    return redirect(url_for("payments.show_attempt", payment_id=payment_id), 303)


@blueprint.post("/refunds/<int:refund_id>/claim_back")
def claim_back(refund_id: int) -> Answer:
    """Ask for a credit back."""
    payment_id = payment_of_refund(refund_id, current_viewer())
    ask_back(RefundId(refund_id), seen=FindingForm().seen, by=current_viewer(), now=clock.now())
    flash(_("Recorded. The money is sent back to where it came from."), "success")
    return redirect(url_for("payments.show_attempt", payment_id=payment_id), 303)
