"""Answers to a bid: accept what was shown, counter or change it, refuse it, take it back."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.bids.life import REFUSALS, WITHDRAWALS, BidStep, Ending
from marketplace.domain.bids.terms import BidTerms
from marketplace.domain.errors import NotAllowed, Refused, Stale
from marketplace.domain.ids import BidId
from marketplace.forms.bids.answers import AcceptForm, CounterForm, EndForm
from marketplace.forms.bids.terms import shown_terms
from marketplace.queries.bids.choices import list_bid_choices
from marketplace.queries.bids.pages import BidPage, get_bid
from marketplace.services.bids import answering
from marketplace.web.bids.browse import bid_page
from marketplace.web.bids.desk import CounterDesk, Desk
from marketplace.web.bids.rooms import Answer, blueprint
from marketplace.web.sessions import current_viewer
from marketplace.web.submissions import raise_repeated


@blueprint.post("/bids/<int:bid_id>/accept")
def accept(bid_id: int) -> Answer:
    """Accept the version that was shown."""
    form = AcceptForm()
    page = _own(bid_id)
    if not form.is_promised():
        return bid_page(page, form), 422
    try:
        contract_id = answering.accept_bid(BidId(bid_id), form.seen, by=current_viewer(), now=clock.now())
    except (Refused, Stale) as no:
        raise_repeated(no)
        form.take(no.reasons)
        form.show(page.seen)
        return bid_page(page, form), 409 if isinstance(no, Stale) else 422
    if contract_id is None:
        flash(_("Accepted. The bags are held until the bids that it goes only together with are accepted."), "success")
        return redirect(url_for("bids.show", bid_id=bid_id), 303)
    flash(_("Agreed. The bags are held and the contract is drafted: please sign it."), "success")
    return redirect(url_for("contracts.show", contract_id=contract_id), 303)


@blueprint.post("/bids/<int:bid_id>/<any(refuse, withdraw):step>")
def end(bid_id: int, step: str) -> Answer:
    """Say no, or take one's own words back, for a reason."""
    form = EndForm()
    form.offer_choices(REFUSALS if step == BidStep.REFUSE else WITHDRAWALS)
    page = _own(bid_id)
    if not form.validate():
        return bid_page(page, end=form), 422
    try:
        _end(BidId(bid_id), form, is_refused=step == BidStep.REFUSE)
    except (Refused, Stale) as no:
        raise_repeated(no)
        form.take(no.reasons)
        return bid_page(page, end=form), 409 if isinstance(no, Stale) else 422
    flash(_("Said and recorded. The other side reads why."), "success")
    return redirect(url_for("bids.show", bid_id=bid_id), 303)


@blueprint.get("/bids/<int:bid_id>/counter")
def write_counter(bid_id: int) -> Answer:
    """Open the terms that stand for other words."""
    page = _changeable(bid_id)
    terms = page.terms
    shown = {"reserved_until": terms.reserved_until, "reservation_percent": terms.reservation_percent}
    form = CounterForm(
        formdata=None, number=str(page.seen.number), digest=page.seen.digest, **shown_terms(terms), **shown
    )
    return _counter_desk(page, form).draw()


@blueprint.post("/bids/<int:bid_id>/counter")
def counter(bid_id: int) -> Answer:
    """Preview other terms, or put them before the other side."""
    form = CounterForm()
    page = _changeable(bid_id)
    work = answering.counter_bid if page.line.is_your_turn else answering.revise_bid

    def carry_out(terms: BidTerms) -> Response:
        work(BidId(bid_id), terms, seen=form.seen, by=current_viewer(), now=clock.now())
        flash(_("Your terms are with the other side, who has to accept them anew."), "success")
        return redirect(url_for("bids.show", bid_id=bid_id), 303)

    return _counter_desk(page, form).take_up(form.terms, carry_out)


def _end(bid_id: BidId, form: EndForm, *, is_refused: bool) -> None:
    viewer, now = current_viewer(), clock.now()
    if is_refused:
        answering.refuse_bid(bid_id, form.refusal, by=viewer, now=now)
    else:
        answering.withdraw_bid(bid_id, Ending(form.ending.data), note=form.note.data or "", by=viewer, now=now)


def _own(bid_id: int) -> BidPage:
    viewer = current_viewer()
    page = get_bid(bid_id, viewer, now=clock.now())
    check_may(viewer, Act.ANSWER_BID, page.stake)
    return page


def _changeable(bid_id: int) -> BidPage:
    page = _own(bid_id)
    if not page.steps:
        raise NotAllowed("bid.wrong_state")
    return page


def _counter_desk(page: BidPage, form: CounterForm) -> Desk:
    choices = list_bid_choices(current_viewer(), now=clock.now())
    form.offer_choices(sorted({*choices.destinations, page.terms.destination}))
    form.keep_to(page.terms)
    facts = {"page": page, "line": page.line, "choices": choices}
    return CounterDesk("bids/counter.html", page.line.lot_code, form, facts, lambda: form.show(page.seen))
