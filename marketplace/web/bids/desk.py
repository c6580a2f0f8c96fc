"""The page on which terms are written: typed, read back as one sentence with where the money goes, then meant."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.bids.terms import BidTerms
from marketplace.domain.bids.worth import Worth
from marketplace.domain.errors import Refused, reason
from marketplace.forms.bids.promises import PromiseForm
from marketplace.queries.bids.choices import preview_offers, preview_worth
from marketplace.web.bids.rooms import Answer
from marketplace.web.sessions import current_viewer


@dataclass(frozen=True, slots=True)
class Desk:
    """One form on its page; `facts` are what else the template shows."""

    template: str
    lot_code: str
    form: PromiseForm
    facts: dict[str, Any] = field(default_factory=dict)

    def draw(self, terms: BidTerms | None = None, worth: Worth | None = None) -> Answer:
        """Draw the page, with what is promised where terms are given; 422 where something must be mended."""
        if terms is not None:
            self.form.show_promise(terms)
        page = render_template(
            self.template, form=self.form, code=self.lot_code, terms=terms, worth=worth, now=clock.now(), **self.facts
        )
        return (page, 422) if self.form.has_faults else page

    def look(self, terms: BidTerms) -> Worth:
        """Say what terms would be worth; raises `Refused` with every reason against them."""
        return preview_worth(current_viewer(), self.lot_code, terms=terms, now=clock.now())

    def take_up(self, read: Callable[[], BidTerms], carry_out: Callable[[BidTerms], Response]) -> Answer:
        """Show what is promised, or carry it out where exactly that was shown before and is meant."""
        if not self.form.validate():
            return self.draw()
        terms = read()
        try:
            if "preview" not in request.form and self.form.is_promised(terms):
                return carry_out(terms)
            return self.draw(terms, self.look(terms))
        except Refused as no:
            self.form.take(no)
            return self.draw()


@dataclass(frozen=True, slots=True)
class OfferDesk(Desk):
    """The page of an offer to several makers, where each one's own terms are read back."""

    makers: Sequence[int] = ()

    def look(self, terms: BidTerms) -> Worth:
        """Say what each maker would be offered, and what the first offer would be worth."""
        viewer, now = current_viewer(), clock.now()
        offers = preview_offers(viewer, self.lot_code, terms=terms, makers=self.makers, now=now)
        if not offers:
            raise Refused(reason("bid.maker_unknown", "makers"))
        self.facts["offers"] = offers
        return offers[0].worth
