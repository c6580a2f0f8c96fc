"""The page on which terms are written: typed, read back as one sentence with where the money goes, then meant."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.bids.terms import BidTerms
from marketplace.domain.bids.worth import Worth
from marketplace.domain.errors import Refused
from marketplace.forms.bids.promises import PromiseForm
from marketplace.queries.bids.choices import preview_worth
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

    def take_up(self, read: Callable[[], BidTerms], carry_out: Callable[[BidTerms], Response]) -> Answer:
        """Show what is promised, or carry it out where exactly that was shown before and is meant."""
        if not self.form.validate():
            return self.draw()
        terms = read()
        try:
            if "preview" not in request.form and self.form.is_promised(terms):
                return carry_out(terms)
            return self.draw(terms, preview_worth(current_viewer(), self.lot_code, terms=terms, now=clock.now()))
        except Refused as no:
            self.form.take(no)
            return self.draw()
