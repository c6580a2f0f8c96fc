"""What the sides may answer: yes to exactly what was shown, other terms, or no for a reason."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, HiddenField, RadioField
from wtforms.validators import DataRequired, InputRequired

from marketplace import wording
from marketplace.domain.bids.life import LONGEST_NOTE, Ending, Seen
from marketplace.domain.bids.terms import BidTerms
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

    @classmethod
    def showing(cls, seen: Seen) -> "AcceptForm":
        """Open the form for the version that is shown."""
        return cls(number=str(seen.number), digest=seen.digest)

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
    """No, or taking one's own words back, for a reason of the list and in words."""

    ending = RadioField(_("Why?"), [InputRequired(REQUIRED)])
    note = long_text(_("In your words"), longest=LONGEST_NOTE)

    def offer_choices(self, endings: Sequence[Ending]) -> None:
        """Offer the reasons of a list."""
        self.ending.choices = [(each.value, wording.label(each)) for each in endings]


class CounterForm(TermsForm):
    """Other terms in answer to a version that was shown; a reservation may be changed, conditions may not."""

    number = HiddenField()
    digest = HiddenField()
    reserved_until = DateField(_("Reserve until"))
    reservation_percent = NumberField(_("Not refunded"), places=1)

    def keep_to(self, terms: BidTerms) -> None:
        """Leave out what these terms do not say."""
        if terms.reserved_until is None:
            del self.reserved_until, self.reservation_percent

    @property
    def seen(self) -> Seen:
        """The version that the sender looked at; raises `Stale` when it is missing."""
        return _seen(self.number.data, self.digest.data)

    def further(self) -> dict[str, Any]:
        """Say for how long bags are only reserved."""
        if "reserved_until" not in self:
            return {}
        return {"reserved_until": self.reserved_until.data, "reservation_percent": self.reservation_percent.data}


class OfferForm(TermsForm):
    """Bags offered to chosen makers."""

    destination = ChoiceField(_("The cacao goes to"), MAY_BE_EMPTY)
    makers = TickedField(_("To which makers"), [DataRequired(_("Please choose one or more verified makers."))])

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

    def terms(self, lot: LotTerms, valid_until: datetime) -> BidTerms:
        """Say what is bought, at the price that was shown; raises `Stale` when that is missing."""
        try:
            amount = Decimal(self.list_price.data or "")
        except InvalidOperation as error:
            raise Stale("bid.list_price_changed") from error
        return BidTerms(
            bags=self.bags.count or 0,
            quote=Quote(amount),
            incoterm=Incoterm(lot.price.incoterm),
            place=lot.price.place,
            destination=self.destination.data or "",
            valid_until=valid_until,
            sample_basis=SampleBasis(self.sample_basis.data),
            message=self.message.data,
        )


def _seen(number: str | None, digest: str | None) -> Seen:
    text = number or ""
    if not (text.isascii() and text.isdigit()):
        raise Stale("bid.terms_changed")
    return Seen(int(text), digest or "")
