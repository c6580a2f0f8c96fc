"""One attempt to pay, told as it is: what came, what is still waited for, where to wire, and what goes back."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace import clock
from marketplace.domain.acts import Act, may
from marketplace.domain.contracts.approvals import second_review_from
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Refused
from marketplace.domain.ids import PaymentId
from marketplace.forms.payments import FindingForm, GiveBackForm
from marketplace.gateways.stripe import ProviderDownError, ProviderRefusedError
from marketplace.queries.payments.pages import InstalmentPage
from marketplace.queries.references import get_references
from marketplace.services.payments.hearing import hear_payment
from marketplace.services.payments.listening import clear_payment
from marketplace.services.payments.paying import open_missing_page
from marketplace.web.payments.rooms import Answer, blueprint, config, read_payment
from marketplace.web.sessions import current_viewer


@blueprint.get("/attempts/<int:payment_id>/")
def show_attempt(payment_id: int) -> str:
    """Show one attempt; who comes back from the provider's page lands here, and nothing is believed for that."""
    return attempt_page(read_payment(payment_id), payment_id)


@blueprint.post("/attempts/<int:payment_id>/ask")
def ask(payment_id: int) -> Answer:
    """Ask the provider how the payment stands, now."""
    read_payment(payment_id)
    try:
        open_missing_page(config(), PaymentId(payment_id), now=clock.now())
        hear_payment(config(), PaymentId(payment_id), now=clock.now())
    except (ProviderDownError, ProviderRefusedError):
        flash(_("The payment provider does not answer just now. Nothing is lost; please ask again later."), "warning")
    return redirect(url_for("payments.show_attempt", payment_id=payment_id), 303)


@blueprint.post("/attempts/<int:payment_id>/clear")
def clear(payment_id: int) -> Answer:
    """Take down what a facilitator found about a payment that did not fit."""
    page, form = read_payment(payment_id), FindingForm()
    try:
        clear_payment(PaymentId(payment_id), form.note.data or "", seen=form.seen, by=current_viewer(), now=clock.now())
    except Refused as no:
        form.take(no)
        return attempt_page(page, payment_id, finding=form), 422
    flash(_("Noted."), "success")
    return redirect(url_for("payments.show_attempt", payment_id=payment_id), 303)


def attempt_page(
    page: InstalmentPage,
    payment_id: int,
    *,
    back: GiveBackForm | None = None,
    finding: FindingForm | None = None,
) -> str:
    """Show one attempt; a form that was refused is shown again as it was typed."""
    viewer, attempt = current_viewer(), page.attempt(payment_id)
    may_give_back = may(viewer, Act.GIVE_BACK, page.stake)
    return render_template(
        "payments/attempt.html",
        page=page,
        line=page.line,
        attempt=attempt,
        back=back or GiveBackForm(formdata=None),
        finding=finding or FindingForm(formdata=None, version=str(attempt.version)),
        may_give_back=may_give_back,
        second_from=second_review_from(get_references(day_in_lima(clock.now()))) if may_give_back else None,
        is_makers=viewer.organization_id in page.maker_stake.owners,
        user_id=viewer.user_id,
    )
