"""Bids to look at: one's own by turn and deadline, one with its whole talk, and all on one lot side by side."""

from flask import render_template, request

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.bids.life import REFUSALS, WITHDRAWALS
from marketplace.domain.events import SubjectKind
from marketplace.forms.bids.answers import AcceptForm, EndForm
from marketplace.queries.bids.comparison import compare_bids
from marketplace.queries.bids.lines import PER_PAGE, count_bids, list_bids
from marketplace.queries.bids.pages import BidPage, get_bid
from marketplace.queries.events import list_history
from marketplace.queries.rounds.answers import find_answer
from marketplace.web.bids.rooms import blueprint
from marketplace.web.paging import asked_page, pages_of
from marketplace.web.sessions import current_viewer


@blueprint.get("/bids", endpoint="list_bids")
def show_bids() -> str:
    """Show the viewer's bids, those that wait for an answer first."""
    viewer = current_viewer()
    check_may(viewer, Act.SEE_BIDS)
    is_open = request.args.get("state") != "settled"
    page = asked_page()
    total = count_bids(viewer, is_open=is_open)
    return render_template(
        "bids/list.html",
        lines=list_bids(viewer, is_open=is_open, page=page),
        is_open=is_open,
        page=page,
        pages=pages_of(total, PER_PAGE),
        now=clock.now(),
    )


@blueprint.get("/bids/<int:bid_id>")
def show(bid_id: int) -> str:
    """Show one bid."""
    return bid_page(get_bid(bid_id, current_viewer(), now=clock.now()))


@blueprint.get("/lots/<code>/bids")
def compare(code: str) -> str:
    """Show all open bids on a lot on one basis."""
    found = compare_bids(current_viewer(), code, now=clock.now())
    return render_template("bids/compare.html", found=found, code=code, now=clock.now())


def bid_page(page: BidPage, accept: AcceptForm | None = None, *, end: EndForm | None = None) -> str:
    """Draw the page of one bid, with what was wrong in an answer to it."""
    if end is None:
        end = EndForm(formdata=None)
        end.offer_choices(REFUSALS if page.line.is_your_turn else WITHDRAWALS)
    end.show(page.seen)
    return render_template(
        "bids/show.html",
        page=page,
        line=page.line,
        form=accept or AcceptForm(formdata=None, number=str(page.seen.number), digest=page.seen.digest),
        end=end,
        now=clock.now(),
        answer=find_answer(SubjectKind.BID, page.line.id, owner_id=page.maker_id, viewer=current_viewer()),
        history=list_history(SubjectKind.BID, page.line.id, viewer=current_viewer()),
    )
