"""The page on which terms are written: typed, read back as one sentence with where the money goes, then meant."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from flask import render_template, request
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.bids.life import check_seen
from marketplace.domain.bids.promises import Promise
from marketplace.domain.bids.terms import BidTerms
from marketplace.domain.errors import Refused, Stale, reason
from marketplace.forms.bids.answers import CounterForm
from marketplace.forms.bids.promises import PromiseForm
from marketplace.queries.bids.choices import preview_offers, preview_purchase, preview_worth
from marketplace.web.bids.rooms import Answer
from marketplace.web.sessions import current_viewer
from marketplace.web.submissions import raise_repeated


@dataclass(frozen=True, slots=True)
class Desk:
    """One form on its page; `facts` are what else the template shows.

    `renew` puts what stands now in the place of what the form was opened with, once that has changed.
    """

    template: str
    lot_code: str
    form: PromiseForm
    facts: dict[str, Any] = field(default_factory=dict)
    renew: Callable[[], None] = lambda: None

    def draw(self, promise: Promise | None = None, *, status: int = 422) -> Answer:
        """Draw the page, with what is promised where that is given; 422, or as told, where something must be mended."""
        if promise is not None:
            self.form.show_promise(promise)
        terms, worth = (promise.terms, promise.worth) if promise else (None, None)
        page = render_template(
            self.template, form=self.form, code=self.lot_code, terms=terms, worth=worth, now=clock.now(), **self.facts
        )
        return (page, status) if self.form.has_faults else page

    def look(self, terms: BidTerms) -> Promise:
        """Say what terms promise today; raises `Refused` with every reason against them, `Stale` where others stand."""
        worth = preview_worth(current_viewer(), self.lot_code, terms=terms, now=clock.now())
        return Promise(terms, worth, self.form.choices())

    def take_up(self, read: Callable[[], BidTerms], carry_out: Callable[[BidTerms], Response]) -> Answer:
        """Show what is promised, or carry it out where exactly that was shown before and is meant.

        Where something else stands by now, the page says so and keeps what was typed.
        """
        if not self.form.validate():
            return self.draw()
        try:
            promise = self.look(read())
            if "preview" not in request.form and self.form.is_promised(promise):
                return carry_out(promise.terms)
            return self.draw(promise)
        except Refused as no:
            self.form.take(no)
            return self.draw()
        except Stale as old:
            raise_repeated(old)
            self.form.take(old.reasons)
            self.form.forget_promise()
            self.renew()
            return self.draw(status=409)


@dataclass(frozen=True, slots=True)
class PurchaseDesk(Desk):
    """The page of a purchase, which is looked at as the lot is sold now."""

    def look(self, terms: BidTerms) -> Promise:
        """Say what is bought; raises `Refused` or `Stale` where the lot is not sold so."""
        worth = preview_purchase(current_viewer(), self.lot_code, terms=terms, now=clock.now())
        return Promise(terms, worth, self.form.choices())


@dataclass(frozen=True, slots=True)
class CounterDesk(Desk):
    """The page of other terms in answer to a version, or in the place of one's own."""

    def look(self, terms: BidTerms) -> Promise:
        """Say what is promised; raises `Stale` where another version stands than the one that was shown."""
        check_seen(self.facts["page"].seen, cast("CounterForm", self.form).seen)
        return Desk.look(self, terms)


@dataclass(frozen=True, slots=True)
class OfferDesk(Desk):
    """The page of an offer to several makers, where each one's own terms are read back."""

    makers: Sequence[int] = ()

    def look(self, terms: BidTerms) -> Promise:
        """Say what each maker would be offered, and what the first offer would be worth."""
        viewer, now = current_viewer(), clock.now()
        offers = preview_offers(viewer, self.lot_code, terms=terms, makers=self.makers, now=now)
        if not offers:
            raise Refused(reason("bid.maker_unknown", "makers"))
        self.facts["offers"] = offers
        each = [(offer.maker_name, Promise(offer.terms, offer.worth).digest) for offer in offers]
        return Promise(terms, offers[0].worth, [*self.form.choices(), *each])
