"""One instalment: what it asks, the ways to pay it, and the way to the provider's page."""

from flask import flash, redirect, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, check_may, may
from marketplace.domain.errors import Refused
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import InstalmentId, RefundId
from marketplace.domain.payments.ways import Paying, Way
from marketplace.forms.payments import PayForm
from marketplace.queries.events import list_history
from marketplace.queries.payments.pages import InstalmentPage
from marketplace.services.payments import paying as services
from marketplace.services.payments.crediting import use_credit as spend
from marketplace.web.payments.rooms import Answer, blueprint, config, read_instalment
from marketplace.web.sessions import current_viewer


@blueprint.get("/<int:instalment_id>")
def show(instalment_id: int) -> str:
    """Show one instalment."""
    return _page(read_instalment(instalment_id))


@blueprint.post("/<int:instalment_id>/pay")
def pay(instalment_id: int) -> Answer:
    """Begin to pay, and lead to the provider's page."""
    page = read_instalment(instalment_id)
    check_may(current_viewer(), Act.PAY_INSTALMENT, page.maker_stake)
    form = PayForm.offering(page.ways)
    if not form.validate():
        return _page(page, form), 422
    wanted = Paying(InstalmentId(instalment_id), form.chosen, str(get_locale()))
    try:
        payment_id = services.pay(config(), wanted, by=current_viewer(), now=clock.now())
    except Refused as no:
        form.take(no)
        return _page(read_instalment(instalment_id), form), 422
    return _lead_on(read_instalment(instalment_id), payment_id)


@blueprint.post("/<int:instalment_id>/credit/<int:refund_id>")
def use_credit(instalment_id: int, refund_id: int) -> Answer:
    """Pay out of what the maker has to its credit with the group."""
    page = read_instalment(instalment_id)
    check_may(current_viewer(), Act.PAY_INSTALMENT, page.maker_stake)
    form = PayForm.offering(page.ways)
    try:
        spend(RefundId(refund_id), InstalmentId(instalment_id), by=current_viewer(), now=clock.now())
    except Refused as no:
        form.take(no)
        return _page(read_instalment(instalment_id), form), 422
    flash(_("Paid out of your credit."), "success")
    return redirect(url_for("payments.show", instalment_id=instalment_id), 303)


def _lead_on(page: InstalmentPage, payment_id: int) -> Response:
    """Lead to where the money is paid: the provider's page, or our own where there are instructions for a wire."""
    attempt = page.attempt(payment_id)
    is_elsewhere = attempt.way is not Way.BANK_WIRE and attempt.is_live and attempt.url
    own = url_for("payments.show_attempt", payment_id=payment_id)
    return redirect(attempt.url if is_elsewhere and attempt.url else own, 303)


def _page(page: InstalmentPage, form: PayForm | None = None) -> str:
    viewer = current_viewer()
    may_pay = bool(page.ways) and may(viewer, Act.PAY_INSTALMENT, page.maker_stake)
    return render_template(
        "payments/instalment.html",
        page=page,
        line=page.line,
        form=form or PayForm.offering(page.ways, formdata=None),
        may_pay=may_pay and bool(config().stripe_key),
        is_set_up=bool(config().stripe_key),
        history=list_history(SubjectKind.INSTALMENT, page.line.id, viewer=viewer),
    )
