"""Preparing a payout: what is due to one group, and the account that it goes to."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace import clock
from marketplace.domain.acts import Act, Stake, check_may
from marketplace.domain.errors import NotFound, Refused
from marketplace.domain.ids import OrganizationId, PayoutId
from marketplace.forms.payouts import PrepareForm
from marketplace.queries.payouts.lists import DueGroup, list_due
from marketplace.services.payouts.deciding import Order, prepare_payout
from marketplace.web.payouts.rooms import Answer, blueprint
from marketplace.web.sessions import current_viewer


@blueprint.get("/payouts/prepare/<int:organization_id>")
def prepare(organization_id: int) -> Answer:
    """Show what is due to a group, to prepare its payout."""
    return _page(organization_id, _due(organization_id))


@blueprint.post("/payouts/prepare/<int:organization_id>")
def take_payout(organization_id: int) -> Answer:
    """Take a payout that somebody prepares."""
    due, form, viewer = _due(organization_id), PrepareForm(), current_viewer()
    again = request.args.get("again", type=int)
    order = Order(OrganizationId(organization_id), form.account_id, form.parts(), PayoutId(again) if again else None)
    try:
        payout_id = prepare_payout(order, by=viewer, now=clock.now())
    except Refused as no:
        form.take(no)
        return _page(organization_id, due, form), 422
    flash(_("Prepared. Another facilitator approves it before it is sent."), "success")
    return redirect(url_for("payouts.show", payout_id=payout_id), 303)


def _due(organization_id: int) -> Sequence[DueGroup]:
    viewer = current_viewer()
    check_may(viewer, Act.PAY_OUT, Stake.of(OrganizationId(organization_id)))
    due = list_due(viewer, organization_id)
    if not due:
        raise NotFound("payout.unknown")
    return due


def _page(organization_id: int, due: Sequence[DueGroup], form: PrepareForm | None = None) -> str:
    return render_template(
        "payouts/prepare.html",
        due=due,
        organization_id=organization_id,
        form=form or PrepareForm(formdata=None),
        again=request.args.get("again", type=int),
    )
