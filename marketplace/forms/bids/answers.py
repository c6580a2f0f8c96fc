"""What the sides may answer: yes to exactly what was shown, other terms, or no for a reason."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, HiddenField, RadioField
from wtforms.validators import DataRequired, InputRequired

from marketplace import wording
from marketplace.domain.bids.life import LONGEST_NOTE, Ending, Refusal, Seen
from marketplace.domain.bids.terms import CONDITIONS, BidTerms
from marketplace.domain.contracts.clauses import SampleBasis
from marketplace.domain.errors import Stale, reason
from marketplace.domain.exchange import Quote
from marketplace.domain.lots import LotTerms
from marketplace.domain.money import Incoterm
from marketplace.forms.base import BaseForm
from marketplace.forms.bids.promises import PromiseForm
from marketplace.forms.bids.terms import MAY_BE_EMPTY, NEEDED, NOTHING, TermsForm
from marketplace.forms.choices import ChoiceField
from marketplace.forms.destinations import destination_choices
from marketplace.forms.lots import TickedField
from marketplace.forms.numbers import REQUIRED, CountField, NumberField
from marketplace.forms.texts import long_text


class AcceptForm(BaseForm):
    """Yes to one version of the terms, exactly as it was shown."""

    number = HiddenField()
    digest = HiddenField()
    is_meant = BooleanField(_("Yes, I mean it. This binds my organization."))

    def show(self, seen: Seen) -> None:
        """Put the version that is shown into the form, not meant yet."""
        self.number.data, self.digest.data = str(seen.number), seen.digest
        self.is_meant.data = False

    @property
    def seen(self) -> Seen:
        """The version that the sender looked at; raises `Stale` when it is missing."""
        return _seen(self.number.data, self.digest.data)

    def is_promised(self) -> bool:
        """Check that it was meant; says beside the box what is missing."""
        if not self.is_meant.data:
            self.take([reason("bid.not_promised", "is_meant")])
        return bool(self.is_meant.data)


class EndForm(BaseForm):
    """No to the version that was shown, or taking one's own words back, for a reason of the list and in words."""

    number = HiddenField()
    digest = HiddenField()
    ending = RadioField(_("Why?"), [InputRequired(REQUIRED)])
    note = long_text(_("In your words"), longest=LONGEST_NOTE)

    def offer_choices(self, endings: Sequence[Ending]) -> None:
        """Offer the reasons of a list."""
        self.ending.choices = [(each.value, wording.label(each)) for each in endings]

    def show(self, seen: Seen) -> None:
        """Put the version that is shown into the form."""
        self.number.data, self.digest.data = str(seen.number), seen.digest

    @property
    def refusal(self) -> Refusal:
        """Say no to the version that the sender looked at; raises `Stale` when it is missing."""
        return Refusal(Ending(self.ending.data), self.note.data or "", _seen(self.number.data, self.digest.data))


class CounterForm(TermsForm):
    """Other terms in answer to a version that was shown; a reservation may be changed, conditions may not."""

    number = HiddenField()
    digest = HiddenField()
    reserved_until = DateField(_("Reserve until"))
    reservation_percent = NumberField(_("Not refunded"), places=1)

    def keep_to(self, terms: BidTerms) -> None:
        """Leave out what these terms do not say, and keep the conditions they have."""
        self.kept = {name: getattr(terms, name) for name in CONDITIONS}
        if terms.reserved_until is None:
            del self.reserved_until, self.reservation_percent

    def show(self, seen: Seen) -> None:
        """Put the version that is shown into the form, to be answered once it was read."""
        self.number.data, self.digest.data = str(seen.number), seen.digest

    @property
    def seen(self) -> Seen:
        """The version that the sender looked at; raises `Stale` when it is missing."""
        return _seen(self.number.data, self.digest.data)

    def further(self) -> dict[str, Any]:
        """Say the conditions that stay, and for how long bags are only reserved."""
        if "reserved_until" not in self:
            return self.kept
        reserved = {"reserved_until": self.reserved_until.data, "reservation_percent": self.reservation_percent.data}
        return self.kept | reserved


class OfferForm(TermsForm):
    """Bags offered to chosen makers."""

    destination = ChoiceField(_("The cacao goes to"), MAY_BE_EMPTY)
    makers = TickedField(_("To which makers"), [DataRequired(_("Please choose one or more verified makers."))])

    def choices(self) -> list[tuple[str, str | None]]:
        """Say to which makers it goes."""
        return [("maker", number) for number in sorted(self.makers.data or ())]

    def offer_makers(self, makers: Iterable[tuple[int, str, str]]) -> None:
        """Offer the verified makers."""
        self.makers.choices = [(str(number), f"{name}, {country}") for number, name, country in makers]

    def offer_choices(self, destinations: Iterable[str]) -> None:
        """Fill the fields of choice; each maker's own country is where an offer goes unless told otherwise."""
        super().offer_choices(destinations)
        self.destination.choices = [("", _("to each maker's own country")), *(self.destination.choices or ())]


class BuyForm(PromiseForm):
    """A purchase at the list price that was shown."""

    bags = CountField(_("Bags"), NEEDED)
    destination = ChoiceField(_("The cacao goes to"), NEEDED)
    sample_basis = RadioField(_("Pre-shipment sample"), NEEDED, default=SampleBasis.SAS.value)
    demand_id = ChoiceField(_("For which of your demands"), MAY_BE_EMPTY)
    message = long_text(_("Message"))
    list_price = HiddenField()

    def offer_choices(self, destinations: Iterable[str], demands: Sequence[tuple[int, str]]) -> None:
        """Fill the fields of choice."""
        self.destination.choices = destination_choices(destinations)
        self.sample_basis.choices = list(wording.labels("SampleBasis").items())
        self.demand_id.choices = [NOTHING, *((str(number), title) for number, title in demands)]

    def choices(self) -> list[tuple[str, str | None]]:
        """Say for which demand is bought."""
        return [("demand", self.demand_id.data or None)]

    def terms(self, lot: LotTerms, valid_until: datetime) -> BidTerms:
        """Say what is bought, at the list price; raises `Stale` where another was shown."""
        if self.list_price.data != shown_price(lot):
            raise Stale("bid.list_price_changed")
        return BidTerms(
            bags=self.bags.count or 0,
            quote=Quote(lot.price.amount),
            incoterm=Incoterm(lot.price.incoterm),
            place=lot.price.place,
            destination=self.destination.data or "",
            valid_until=valid_until,
            sample_basis=SampleBasis(self.sample_basis.data),
            message=self.message.data,
        )


def shown_price(lot: LotTerms) -> str:
    """Write the list price as a form keeps it."""
    return f"{lot.price.amount:.2f}"


def _seen(number: str | None, digest: str | None) -> Seen:
    text = number or ""
    if not (text.isascii() and text.isdigit()):
        raise Stale("bid.terms_changed")
    return Seen(int(text), digest or "")
