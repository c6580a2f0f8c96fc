"""The list of samples, whose turn it is first, and what a group asks for one."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, Stake, check_may
from marketplace.domain.errors import Refused
from marketplace.domain.samples.requests import FREE
from marketplace.forms.samples import FeeForm
from marketplace.queries.samples import lists as queries
from marketplace.queries.samples.lots import get_fee
from marketplace.services.samples.grams import set_sample_fee
from marketplace.web.paging import asked_page, pages_of
from marketplace.web.samples.rooms import blueprint
from marketplace.web.sessions import current_viewer

FILTERS = {"open": True, "settled": False}
Answer = Response | str | tuple[str, int]


@blueprint.get("/samples")
def list_samples() -> str:
    """Show the viewer's samples, what waits for the viewer first."""
    check_may(current_viewer(), Act.SEE_SAMPLES)
    return _page(_present_fee())


@blueprint.post("/samples/fee")
def set_fee() -> Answer:
    """Set what the viewer's group asks for a sample from now on."""
    viewer, form = current_viewer(), FeeForm()
    check_may(viewer, Act.KEEP_GRAMS, Stake(viewer.organization_ids))
    if form.validate():
        try:
            set_sample_fee(form.money, by=viewer, now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("Recorded. Makers see the fee before they ask."), "success")
            return redirect(url_for("samples.list_samples"), 303)
    return _page(form), 422


def _present_fee() -> FeeForm:
    fee = get_fee(current_viewer().organization_id) or FREE
    return FeeForm(formdata=None, fee=fee.amount, currency=fee.currency.value, version="0")


def _page(form: FeeForm) -> str:
    viewer, now = current_viewer(), clock.now()
    chosen = request.args.get("state", "")
    is_open = FILTERS.get(chosen)
    page, total = asked_page(), queries.count_samples(viewer, is_open=is_open)
    return render_template(
        "samples/list.html",
        lines=queries.list_samples(viewer, now=now, is_open=is_open, page=page),
        chosen=chosen,
        page=page,
        pages=pages_of(total, queries.PER_PAGE),
        form=form,
        now=now,
    )
