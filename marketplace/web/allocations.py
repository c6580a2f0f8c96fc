"""Proposals: what the optimizer suggests to two sides, and their answers."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.errors import Refused
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import AllocationId
from marketplace.forms.allocations import AnswerForm
from marketplace.queries.events import list_history
from marketplace.queries.rounds.allocations import PER_PAGE, AllocationView, count_allocations, get_allocation
from marketplace.queries.rounds.allocations import list_allocations as find_allocations
from marketplace.services.allocations import accept_allocation, decline_allocation
from marketplace.web.paging import asked_page, pages_of
from marketplace.web.sessions import current_viewer

blueprint = Blueprint("allocations", __name__, url_prefix="/allocations")
Answer = Response | str | tuple[str, int]
FILTERS = {"open": True, "settled": False}


@blueprint.get("/")
def list_allocations() -> str:
    """Show the viewer's proposals, what waits for an answer first."""
    viewer = current_viewer()
    check_may(viewer, Act.SEE_CONTRACTS)
    chosen = request.args.get("state", "")
    is_open = FILTERS.get(chosen)
    page, total = asked_page(), count_allocations(viewer, is_open=is_open)
    return render_template(
        "allocations/list.html",
        lines=find_allocations(viewer, is_open=is_open, page=page),
        chosen=chosen,
        page=page,
        pages=pages_of(total, PER_PAGE),
        now=clock.now(),
    )


@blueprint.get("/<int:allocation_id>")
def show(allocation_id: int) -> str:
    """Show one proposal."""
    return _page(get_allocation(allocation_id, current_viewer()), AnswerForm())


@blueprint.post("/<int:allocation_id>/accept")
def accept(allocation_id: int) -> Answer:
    """Accept in the organization's name."""
    viewer, form = current_viewer(), AnswerForm()
    line = get_allocation(allocation_id, viewer)
    try:
        contract_id = accept_allocation(AllocationId(allocation_id), by=viewer, now=clock.now())
    except Refused as no:
        form.take(no)
        return _page(line, form), 422
    if contract_id is None:
        flash(_("Accepted. The other side has still to answer."), "success")
    else:
        flash(_("Both sides agreed. The contract is drafted and waits for a facilitator."), "success")
    return redirect(url_for("allocations.show", allocation_id=allocation_id), 303)


@blueprint.post("/<int:allocation_id>/decline")
def decline(allocation_id: int) -> Answer:
    """Decline for a reason."""
    viewer, form = current_viewer(), AnswerForm()
    line = get_allocation(allocation_id, viewer)
    if form.validate():
        try:
            decline_allocation(AllocationId(allocation_id), form.note.data or "", by=viewer, now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("Declined. The bags are free again."), "success")
            return redirect(url_for("allocations.show", allocation_id=allocation_id), 303)
    return _page(line, form), 422


def _page(line: AllocationView, form: AnswerForm) -> str:
    return render_template(
        "allocations/show.html",
        line=line,
        form=form,
        now=clock.now(),
        history=list_history(SubjectKind.ALLOCATION, line.id, viewer=current_viewer()),
    )
