"""Months of the books: what to look at before one is closed, and closing it by two people."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.errors import Refused
from marketplace.forms.base import BareForm, SeenForm
from marketplace.queries.books.months import get_month, get_month_of, list_months
from marketplace.queries.books.trial import get_trial_balance, last_month
from marketplace.services.books.closing import ask_to_close, close_month, withdraw_closing
from marketplace.web.books.rooms import blueprint, read_month, today
from marketplace.web.sessions import current_viewer

STEPS = {"close": close_month, "withdraw": withdraw_closing}
Answer = Response | tuple[str, int]


@blueprint.get("/months/")
def show_months() -> str:
    """Show which months are closed, and which one could be."""
    months = list_months(current_viewer())
    return render_template("books/months.html", months=months, next=last_month(today()))


@blueprint.get("/months/<month>")
def show_month(month: str) -> str:
    """Show what to look at before a month is closed."""
    return _page(month)


@blueprint.get("/periods/<int:period_id>")
def find_month(period_id: int) -> Response:
    """Lead from a turn or a notice to the month that it is about."""
    month = get_month_of(current_viewer(), period_id)
    return redirect(url_for("books.show_month", month=f"{month:%Y-%m}"), 303)


@blueprint.post("/months/<month>/ask")
def ask_for_month(month: str) -> Answer:
    """Take a wish to close a month."""
    form = BareForm()
    try:
        ask_to_close(read_month(month), by=current_viewer(), now=clock.now())
    except Refused as no:
        form.take(no)
        return _page(month, form), 422
    flash(_("Asked. Another facilitator has to look at the month and close it."), "success")
    return redirect(url_for("books.show_month", month=month), 303)


@blueprint.post("/months/<month>/<any(close,withdraw):step>")
def take_month(month: str, step: str) -> Answer:
    """Close a month that somebody else asked to close, or take the wish back."""
    form = SeenForm()
    try:
        STEPS[step](read_month(month), seen=form.seen, by=current_viewer(), now=clock.now())
    except Refused as no:
        form.take(no)
        return _page(month, form), 422
    said = {"close": _("The month is closed."), "withdraw": _("The wish is taken back.")}
    flash(said[step], "success")
    return redirect(url_for("books.show_month", month=month), 303)


def _page(month: str, form: BareForm | SeenForm | None = None) -> str:
    viewer, first = current_viewer(), read_month(month)
    page = get_month(viewer, first, now=clock.now())
    trial = get_trial_balance(viewer, first)
    return render_template("books/month.html", page=page, trial=trial, form=form or BareForm(formdata=None))
