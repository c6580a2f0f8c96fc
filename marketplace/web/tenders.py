"""Sealed-bid rounds: the list, one with its rules and the viewer's own bid, its result, and the steps of its life."""

from datetime import timedelta
from decimal import Decimal

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, check_may, may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Reason, Refused
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import TenderId
from marketplace.domain.tenders.life import TenderState
from marketplace.domain.tenders.terms import SealedTerms, sealed_faults
from marketplace.domain.viewers import Role
from marketplace.forms.tenders import SealedBidForm, TenderForm, TenderStepForm, typed_moment
from marketplace.queries.events import list_history
from marketplace.queries.lots.showing import LotSheet, get_lot
from marketplace.queries.references import list_demand_choices
from marketplace.queries.tenders.bids import (
    find_hint,
    find_home,
    find_own_bid,
    list_book,
    list_own_versions,
    list_ties,
    list_winners,
)
from marketplace.queries.tenders.money import SealedPromise, find_proceeds, preview_sealed
from marketplace.queries.tenders.showing import PER_PAGE, TenderView, count_tenders, get_tender
from marketplace.queries.tenders.showing import list_tenders as find_tenders
from marketplace.services.tenders import bidding, closing, opening
from marketplace.web.paging import asked_page, pages_of
from marketplace.web.sessions import current_viewer

blueprint = Blueprint("tenders", __name__, url_prefix="/tenders")
Answer = Response | str | tuple[str, int]
USUALLY_OPEN = timedelta(days=7)


@blueprint.get("/")
def list_tenders() -> str:
    """Show the tenders that take bids, or those that are over."""
    viewer, is_open = current_viewer(), request.args.get("state") != "over"
    page, total = asked_page(), count_tenders(viewer, is_open=is_open)
    return render_template(
        "tenders/list.html",
        tenders=find_tenders(viewer, is_open=is_open, page=page),
        is_open=is_open,
        page=page,
        pages=pages_of(total, PER_PAGE),
        now=clock.now(),
    )


@blueprint.get("/for/<code>")
def new(code: str) -> str:
    """Ask for the rules of a tender on a lot."""
    lot, now = _lot_to_tender(code), clock.now()
    form = TenderForm(
        bags=Decimal(lot.remaining_bags),
        parcel=Decimal(lot.terms.minimum_bags),
        minimum=lot.terms.price.amount,
    )
    return render_template("tenders/new.html", form=form, lot=lot, suggested=typed_moment(now + USUALLY_OPEN))


@blueprint.post("/for/<code>")
def create(code: str) -> Answer:
    """Open a tender on a lot."""
    lot, now, form = _lot_to_tender(code), clock.now(), TenderForm()
    if form.validate():
        try:
            tender_id = opening.open_tender(lot.id, form.terms(lot.terms.price, now), by=current_viewer(), now=now)
        except Refused as no:
            form.take(no)
        else:
            flash(_("Published. Its rules cannot be changed any more, and its bags are held."), "success")
            return redirect(url_for("tenders.show", tender_id=tender_id), 303)
    return render_template("tenders/new.html", form=form, lot=lot, suggested=None), 422


@blueprint.get("/<int:tender_id>")
def show(tender_id: int) -> str:
    """Show one tender."""
    return _page(get_tender(tender_id, current_viewer()))


@blueprint.get("/<int:tender_id>/result")
def show_result(tender_id: int) -> Answer:
    """Show what came of a tender, and how anybody can check it."""
    viewer = current_viewer()
    tender = get_tender(tender_id, viewer)
    if not tender.is_opened:
        return redirect(url_for("tenders.show", tender_id=tender_id), 303)
    return render_template(
        "tenders/result.html",
        tender=tender,
        own=find_own_bid(tender, viewer),
        book=list_book(tender, viewer),
        proceeds=find_proceeds(tender, viewer),
        winners=list_winners(tender),
        ties=list_ties(tender),
        step_form=TenderStepForm(formdata=None, version=str(tender.version)),
        now=clock.now(),
    )


@blueprint.post("/<int:tender_id>/bid")
def place(tender_id: int) -> Answer:
    """Show what a bid would promise, or place it."""
    viewer, form = current_viewer(), SealedBidForm()
    tender = get_tender(tender_id, viewer)
    check_may(viewer, Act.BID_IN_TENDER)
    _offer_destinations(form)
    if not form.validate():
        return _page(tender, form), 422
    faults = sealed_faults(form.terms, tender.rules)
    if faults:
        form.take(faults)
        return _page(tender, form), 422
    shown = preview_sealed(tender, form.terms, viewer=viewer, now=clock.now())
    if request.form.get("do") == "preview":
        return _page(tender, form, shown=shown)
    if not _is_placed(tender.id, form, shown):
        return _page(tender, form, shown=shown), 422
    flash(_("Your bid is sealed. Nobody but you reads it before the round closes."), "success")
    return redirect(url_for("tenders.show", tender_id=tender_id), 303)


@blueprint.post("/<int:tender_id>/take-back")
def take_back(tender_id: int) -> Answer:
    """Take the own bid back."""
    viewer, form = current_viewer(), SealedBidForm(formdata=None)
    tender = get_tender(tender_id, viewer)
    try:
        bidding.take_back_sealed_bid(TenderId(tender_id), by=viewer, now=clock.now())
    except Refused as no:
        _offer_destinations(form)
        form.take(no)
        return _page(tender, form), 422
    flash(_("Taken back. You can bid again until the round closes."), "success")
    return redirect(url_for("tenders.show", tender_id=tender_id), 303)


@blueprint.post("/<int:tender_id>/confirm")
def confirm(tender_id: int) -> Answer:
    """Confirm the award."""
    viewer, form = current_viewer(), TenderStepForm()
    tender = get_tender(tender_id, viewer)
    try:
        state = closing.confirm_award(TenderId(tender_id), seen=form.seen, by=viewer, now=clock.now())
    except Refused as no:
        form.take(no)
        return _page(tender, step_form=form), 422
    if state is TenderState.AWARDED:
        flash(_("Confirmed. The contracts of the winners are drafted."), "success")
    else:
        flash(_("Confirmed. A facilitator has still to agree."), "success")
    return redirect(url_for("tenders.show_result", tender_id=tender_id), 303)


@blueprint.post("/<int:tender_id>/cancel")
def cancel(tender_id: int) -> Answer:
    """Cancel a tender for a reason."""
    viewer, form = current_viewer(), TenderStepForm()
    tender = get_tender(tender_id, viewer)
    try:
        closing.cancel_tender(TenderId(tender_id), form.note.data or "", seen=form.seen, by=viewer, now=clock.now())
    except Refused as no:
        form.take(no)
        return _page(tender, step_form=form), 422
    flash(_("Cancelled. The bags are free again."), "success")
    return redirect(url_for("tenders.show", tender_id=tender_id), 303)


def _lot_to_tender(code: str) -> LotSheet:
    """Return the lot on which the viewer may open a tender, for the own group or as a facilitator for any."""
    viewer = current_viewer()
    lot = get_lot(viewer, code, today=day_in_lima(clock.now()))
    act = Act.OPEN_TENDER_FOR_GROUP if viewer.role is Role.FACILITATOR else Act.OPEN_TENDER
    check_may(viewer, act, lot.stake)
    return lot


def _is_placed(tender_id: TenderId, form: SealedBidForm, shown: SealedPromise) -> bool:
    """Place a bid whose promise was read and ticked as binding; what is against it is put beside its field."""
    if form.promised.data != shown.promise.digest:
        form.take([Reason("tender.seen_other", "binding")])
        form.binding.data = False
        return False
    if not form.binding.data:
        form.take([Reason("tender.not_binding", "binding")])
        return False
    terms = form.terms
    try:
        bidding.place_sealed_bid(tender_id, terms, promised=terms.digest, by=current_viewer(), now=clock.now())
    except Refused as no:
        form.take(no)
        return False
    return True


def _page(
    tender: TenderView,
    form: SealedBidForm | None = None,
    *,
    shown: SealedPromise | None = None,
    step_form: TenderStepForm | None = None,
) -> str:
    viewer, now = current_viewer(), clock.now()
    own = find_own_bid(tender, viewer)
    if form is None and may(viewer, Act.BID_IN_TENDER):
        form = _form_of(own.terms if own and own.is_standing else None)
    return render_template(
        "tenders/show.html",
        tender=tender,
        own=own,
        versions=list_own_versions(tender, viewer),
        hint=find_hint(tender, viewer),
        form=form,
        shown=shown,
        step_form=step_form or TenderStepForm(formdata=None, version=str(tender.version)),
        history=list_history(SubjectKind.TENDER, tender.id, viewer=viewer),
        now=now,
    )


def _form_of(terms: SealedTerms | None) -> SealedBidForm:
    """Show the own bid for revising, or an empty form."""
    if terms is None:
        form = SealedBidForm(formdata=None)
    else:
        typed = {"bags": Decimal(terms.bags), "least_bags": Decimal(terms.least_bags), "amount": terms.amount}
        form = SealedBidForm(formdata=None, destination=terms.destination, **typed)
    _offer_destinations(form)
    return form


def _offer_destinations(form: SealedBidForm) -> None:
    known = list_demand_choices(day_in_lima(clock.now()))["destinations"]
    form.offer_destinations(known, find_home(current_viewer()))
