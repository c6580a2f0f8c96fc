"""How a bid begins on the pages: a maker's bid or purchase, a group's offer, each with a look at what it promises."""

from datetime import datetime, timedelta

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, Stake, check_may
from marketplace.domain.bids.terms import BidTerms
from marketplace.domain.contracts.fixing import day_in_lima, end_of
from marketplace.domain.errors import Refused
from marketplace.domain.ids import DemandId, OrganizationId
from marketplace.forms.bids.answers import BuyForm, OfferForm, shown_price
from marketplace.forms.bids.terms import BidForm, shown_lot
from marketplace.queries.bids.choices import (
    BidChoices,
    LotOffer,
    get_lot_offer,
    list_bid_choices,
    list_makers,
    own_destination,
)
from marketplace.queries.bids.packages import preview_package
from marketplace.services.bids import placing
from marketplace.services.bids.placing import Choices
from marketplace.web.bids.desk import Desk, OfferDesk, PurchaseDesk
from marketplace.web.bids.rooms import Answer, blueprint
from marketplace.web.sessions import current_viewer

USUAL_VALIDITY = timedelta(days=7)


@blueprint.get("/lots/<code>/bid")
def write_bid(code: str) -> Answer:
    """Open a bid on a lot."""
    lot, choices = _biddable(code)
    until = clock.now() + USUAL_VALIDITY
    shown = shown_lot(lot.terms, destination=own_destination(current_viewer(), choices), valid_until=until)
    return _bid_desk(lot, BidForm(formdata=None, **shown), choices).draw()


@blueprint.post("/lots/<code>/bid")
def place(code: str) -> Answer:
    """Preview a bid, or place it."""
    form = BidForm()
    lot, choices = _biddable(code)

    def carry_out(terms: BidTerms) -> Response:
        said = Choices(demand_id=_demand(form.demand_id.data), is_anonymous=form.is_anonymous.data)
        bid_id = placing.place_bid(lot.id, terms, choices=said, by=current_viewer(), now=clock.now())
        flash(_("Your bid is with the group. It binds you until it is answered, withdrawn or over."), "success")
        return redirect(url_for("bids.show", bid_id=bid_id), 303)

    return _bid_desk(lot, form, choices).take_up(form.terms, carry_out)


@blueprint.get("/lots/<code>/buy")
def write_purchase(code: str) -> Answer:
    """Open a purchase at list price."""
    lot, choices = _biddable(code)
    if not lot.terms.sells_at_list:
        raise Refused("bid.no_list_price")
    shown = {"bags": lot.terms.minimum_bags, "destination": own_destination(current_viewer(), choices)}
    form = BuyForm(formdata=None, list_price=shown_price(lot.terms), **shown)
    return _buy_desk(lot, form, choices).draw()


@blueprint.post("/lots/<code>/buy")
def buy(code: str) -> Answer:
    """Preview a purchase at list price, or make it."""
    form = BuyForm()
    lot, choices = _biddable(code)

    def carry_out(terms: BidTerms) -> Response:
        said = Choices(demand_id=_demand(form.demand_id.data))
        contract_id = placing.buy_at_list(lot.id, terms, choices=said, by=current_viewer(), now=clock.now())
        flash(_("Bought. The bags are held for you, and the contract is drafted: please sign it."), "success")
        return redirect(url_for("contracts.show", contract_id=contract_id), 303)

    def read() -> BidTerms:
        return form.terms(lot.terms, _end_of_tomorrow(clock.now()))

    return _buy_desk(lot, form, choices).take_up(read, carry_out)


@blueprint.get("/lots/<code>/offer")
def write_offer(code: str) -> Answer:
    """Open an offer to chosen makers."""
    lot, choices = _offerable(code)
    until = clock.now() + USUAL_VALIDITY
    shown = shown_lot(lot.terms, destination=None, valid_until=until)
    return _offer_desk(lot, OfferForm(formdata=None, **shown), choices).draw()


@blueprint.post("/lots/<code>/offer")
def offer(code: str) -> Answer:
    """Preview an offer, or make it."""
    form = OfferForm()
    lot, choices = _offerable(code)

    def carry_out(terms: BidTerms) -> Response:
        makers = [OrganizationId(int(each)) for each in form.makers.data or ()]
        placing.offer_bags(lot.id, terms, makers=makers, by=current_viewer(), now=clock.now())
        flash(_("Your offer is with the makers. The bags go to those who accept first."), "success")
        return redirect(url_for("bids.compare", code=code), 303)

    return _offer_desk(lot, form, choices).take_up(form.terms, carry_out)


def _biddable(code: str) -> tuple[LotOffer, BidChoices]:
    viewer, now = current_viewer(), clock.now()
    lot = get_lot_offer(viewer, code, now=now)
    check_may(viewer, Act.PLACE_BID)
    return lot, list_bid_choices(viewer, now=now)


def _offerable(code: str) -> tuple[LotOffer, BidChoices]:
    viewer, now = current_viewer(), clock.now()
    lot = get_lot_offer(viewer, code, now=now)
    check_may(viewer, Act.OPEN_OFFER, Stake.of(lot.organization_id))
    return lot, list_bid_choices(viewer, now=now)


def _bid_desk(lot: LotOffer, form: BidForm, choices: BidChoices) -> Desk:
    form.offer_choices(choices.destinations)
    form.offer_own(choices.demands, choices.bids)
    named = {"partner": form.only_together_with.data or "", "rival": form.either_of.data or ""}
    outside = preview_package(current_viewer(), lot.id, **named)
    return Desk("bids/new.html", lot.terms.code, form, {"lot": lot, "choices": choices, "outside": outside})


def _buy_desk(lot: LotOffer, form: BuyForm, choices: BidChoices) -> Desk:
    form.offer_choices(choices.destinations, choices.demands)

    def renew() -> None:
        form.list_price.data = shown_price(lot.terms)

    return PurchaseDesk("bids/buy.html", lot.terms.code, form, {"lot": lot, "choices": choices}, renew)


def _offer_desk(lot: LotOffer, form: OfferForm, choices: BidChoices) -> Desk:
    form.offer_choices(choices.destinations)
    form.offer_makers(list_makers(current_viewer()))
    makers = [int(each) for each in form.makers.data or () if each.isdigit()]
    return OfferDesk("bids/offer.html", lot.terms.code, form, {"lot": lot, "choices": choices}, makers=makers)


def _demand(typed: str | None) -> DemandId | None:
    return DemandId(int(typed)) if typed else None


def _end_of_tomorrow(now: datetime) -> datetime:
    """Give a purchase a validity that does not change while it is read."""
    return end_of(day_in_lima(now) + timedelta(days=1))
