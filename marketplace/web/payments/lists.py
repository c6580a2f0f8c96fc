"""What is due and what was paid: a maker's own, a group's, and everything for facilitators."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.viewers import Role
from marketplace.forms.payments import FindingForm
from marketplace.queries.payments.board import read_board
from marketplace.queries.payments.lists import (
    PER_PAGE,
    list_open_instalments,
    list_overdue,
    list_paid_instalments,
)
from marketplace.services.payments.listening import clear_news as note_news
from marketplace.web.payments.rooms import Answer, blueprint, config
from marketplace.web.sessions import current_viewer


@blueprint.get("/")
def list_all() -> str:
    """Show what is due and will be, or what was paid."""
    viewer, today = current_viewer(), day_in_lima(clock.now())
    check_may(viewer, Act.SEE_PAYMENTS)
    page = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    is_paid = request.args.get("show") == "paid"
    read = list_paid_instalments if is_paid else list_open_instalments
    lines = read(viewer, today=today, page=page)
    return render_template(
        "payments/list.html",
        lines=lines[:PER_PAGE],
        has_more=len(lines) > PER_PAGE,
        page=page,
        is_paid=is_paid,
        is_set_up=bool(config().stripe_key),
        role=viewer.role,
    )


@blueprint.get("/board")
def show_board() -> str:
    """Show facilitators what is late, what does not fit, and what waits for a decision."""
    viewer = current_viewer()
    check_may(viewer, Act.SEE_QUEUE)
    board = read_board(viewer)
    late = list_overdue(viewer, today=day_in_lima(clock.now())) if viewer.role is Role.FACILITATOR else []
    form = FindingForm(formdata=None)
    return render_template("payments/board.html", board=board, late=late, form=form, now=clock.now())


@blueprint.get("/news/<int:news_id>")
def show_news(news_id: int) -> Answer:
    """Lead to the board, where news that fitted nothing stands."""
    check_may(current_viewer(), Act.SEE_QUEUE)
    return redirect(url_for("payments.show_board", _anchor=f"news-{news_id}"), 303)


@blueprint.post("/news/<int:news_id>/clear")
def clear_news(news_id: int) -> Answer:
    """Take note of news that fitted nothing."""
    note_news(news_id, by=current_viewer(), now=clock.now())
    flash(_("Noted."), "success")
    return redirect(url_for("payments.show_board"), 303)
