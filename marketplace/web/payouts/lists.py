"""What is due to groups and what is on its way: all of it for facilitators, its own for a group."""

from flask import render_template, request

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.queries.payouts.lists import PER_PAGE, list_due, list_payouts
from marketplace.web.paging import asked_page
from marketplace.web.payouts.rooms import Answer, blueprint
from marketplace.web.sessions import current_viewer


@blueprint.get("/payouts/")
def list_all() -> Answer:
    """Show what is due and on its way, or what arrived."""
    viewer, page = current_viewer(), asked_page()
    check_may(viewer, Act.SEE_PAYOUTS)
    is_finished = request.args.get("show") == "finished"
    lines = list_payouts(viewer, now=clock.now(), is_finished=is_finished, page=page)
    return render_template(
        "payouts/list.html",
        due=[] if is_finished or page > 1 else list_due(viewer),
        lines=lines[:PER_PAGE],
        has_more=len(lines) > PER_PAGE,
        page=page,
        is_finished=is_finished,
        role=viewer.role,
    )
