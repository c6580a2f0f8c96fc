"""The terms of a bid as a person types them: price with unit and basis, bags, validity, conditions in plain words."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from flask_babel import get_timezone, to_utc
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, DateTimeLocalField, RadioField
from wtforms.validators import InputRequired, Optional

from marketplace import wording
from marketplace.domain.bids.terms import LONGEST_MESSAGE, USUAL_RESERVATION_PERCENT, BidTerms
from marketplace.domain.contracts.clauses import SampleBasis, Side
from marketplace.domain.exchange import QUOTING_UNITS, Quote
from marketplace.domain.lots import LotTerms
from marketplace.domain.mass import Mass, MassUnit
from marketplace.domain.money import Currency, Incoterm
from marketplace.domain.prices import PriceKind, Terminal
from marketplace.forms.bids.promises import PromiseForm
from marketplace.forms.choices import ChoiceField
from marketplace.forms.destinations import destination_choices
from marketplace.forms.numbers import REQUIRED, CountField, NumberField
from marketplace.forms.texts import long_text, short_text

NEEDED = [InputRequired(REQUIRED)]
MAY_BE_EMPTY = [Optional()]
NOTHING = ("", "—")
END_OF_WORK = 18
"""The hour of the reader's own clock at which a new bid ends unless told otherwise."""
MOMENT = "%Y-%m-%dT%H:%M"
FIRST_YEAR = 1970
LONG_AGO, FAR = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(9000, 1, 1)  # noqa: DTZ001 - typed by no clock


class OfKind(Optional):
    """What only one kind of price needs; the rules say where it is missing."""

    def __init__(self) -> None:
        """Mark the field as needed."""
        super().__init__()
        self.field_flags = {"required": True}


OF_KIND = [OfKind()]


class TermsForm(PromiseForm):
    """The terms that both sides may put before the other."""

    bags = CountField(_("Bags"), NEEDED)
    price_kind = RadioField(_("How is the price made?"), NEEDED, default=PriceKind.FIXED.value)
    price_amount = NumberField(_("Price"), OF_KIND, places=4)
    price_currency = ChoiceField(_("Currency"), NEEDED, default=Currency.USD.value)
    price_unit = ChoiceField(_("For one"), NEEDED, default=MassUnit.TONNE.value)
    price_incoterm = ChoiceField(_("Basis (Incoterms 2020)"), NEEDED, default=Incoterm.FOB.value)
    price_place = short_text(_("Place"), *NEEDED, default="Callao")
    terminal = ChoiceField(_("Terminal market"), OF_KIND)
    terminal_month = short_text(_("Month"), *OF_KIND, longest=7)
    differential = NumberField(_("Differential"), OF_KIND)
    fixation_side = ChoiceField(_("Who fixes the price"), OF_KIND)
    fixation_by = DateField(_("To be fixed until"), OF_KIND)
    destination = ChoiceField(_("The cacao goes to"), NEEDED)
    valid_until = DateTimeLocalField(_("Valid until"), NEEDED, format=[MOMENT, "%Y-%m-%dT%H:%M:%S"])
    sample_basis = RadioField(_("Pre-shipment sample"), NEEDED, default=SampleBasis.SAS.value)
    message = long_text(_("Message"), longest=LONGEST_MESSAGE)

    def offer_choices(self, destinations: Iterable[str]) -> None:
        """Fill the fields of choice in the reader's language."""
        self.price_kind.choices = list(wording.labels("PriceKind").items())
        self.price_currency.choices = [(each.value, each.value) for each in Currency]
        self.price_unit.choices = [(each.value, each.value) for each in QUOTING_UNITS]
        self.price_incoterm.choices = [(each.value, each.value) for each in Incoterm]
        self.terminal.choices = [NOTHING, *wording.labels("Terminal").items()]
        self.fixation_side.choices = [NOTHING, *wording.labels("Side").items()]
        self.sample_basis.choices = list(wording.labels("SampleBasis").items())
        self.destination.choices = destination_choices(destinations)

    def terms(self) -> BidTerms:
        """Say what was typed as terms of a bid."""
        is_fixed = self.price_kind.data == PriceKind.FIXED.value
        return BidTerms(
            bags=self.bags.count or 0,
            quote=self.quote if is_fixed else Quote(Decimal(1)),
            incoterm=Incoterm(self.price_incoterm.data),
            place=self.price_place.data or "",
            destination=self.destination.data or "",
            valid_until=moment_of(self.valid_until.data),
            price_kind=PriceKind(self.price_kind.data),
            sample_basis=SampleBasis(self.sample_basis.data),
            message=self.message.data,
            **({} if is_fixed else self.followed()),
            **self.further(),
        )

    @property
    def quote(self) -> Quote:
        """An outright price as it was typed."""
        amount = self.price_amount.data or Decimal(0)
        return Quote(amount, Currency(self.price_currency.data), MassUnit(self.price_unit.data))

    def followed(self) -> dict[str, Any]:
        """Say what a price follows, and who fixes it until when, by the names of the terms."""
        return {
            "terminal": Terminal(self.terminal.data) if self.terminal.data else None,
            "terminal_month": (self.terminal_month.data or "").strip() or None,
            "differential": self.differential.data,
            "fixation_side": Side(self.fixation_side.data) if self.fixation_side.data else None,
            "fixation_by": self.fixation_by.data,
        }

    def further(self) -> dict[str, Any]:
        """Say what only some bids say, by the names of the terms."""
        return {}


class BidForm(TermsForm):
    """A maker's bid: the terms, its conditions, whether bags are only reserved, and for which demand."""

    only_together_with = ChoiceField(_("Only together with"), MAY_BE_EMPTY)
    either_of = ChoiceField(_("Either this or"), MAY_BE_EMPTY)
    counted_with = ChoiceField(_("Counted together with"), MAY_BE_EMPTY)
    most_kg_in_all = NumberField(_("At most in all"), MAY_BE_EMPTY, places=3)
    reserved_until = DateField(_("Reserve until"), MAY_BE_EMPTY)
    reservation_percent = NumberField(_("Not refunded"), MAY_BE_EMPTY, places=1)
    demand_id = ChoiceField(_("For which of your demands"), MAY_BE_EMPTY)
    is_anonymous = BooleanField(_("Do not name us to the group before it accepts"))

    def offer_own(self, demands: Sequence[tuple[int, str]], bids: Sequence[tuple[str, str]]) -> None:
        """Offer the maker's own demands, and the open bids to which this one may be tied."""
        self.demand_id.choices = [NOTHING, *((str(number), title) for number, title in demands)]
        for name in ("only_together_with", "either_of", "counted_with"):
            self[name].choices = [NOTHING, *((code, f"{code}, {lot}") for code, lot in bids)]

    def further(self) -> dict[str, Any]:
        """Say the conditions, and for how long bags are only reserved."""
        most = self.most_kg_in_all.data
        until = self.reserved_until.data
        usual = USUAL_RESERVATION_PERCENT if until else None
        return {
            "only_together_with": self.only_together_with.data or None,
            "either_of": self.either_of.data or None,
            "counted_with": self.counted_with.data or None,
            "most_kg_in_all": None if most is None else Mass(most),
            "reserved_until": until,
            "reservation_percent": usual if self.reservation_percent.data is None else self.reservation_percent.data,
        }

    def choices(self) -> list[tuple[str, str | None]]:
        """Say for which demand the bid is, and whether its maker stays unnamed."""
        return [("demand", self.demand_id.data or None), ("is_anonymous", "yes" if self.is_anonymous.data else None)]


def moment_of(typed: datetime | None) -> datetime:
    """Read a moment as the reader's clock shows it; none typed is long ago, and no year is too far for it."""
    if typed is None or typed.year < FIRST_YEAR:
        return LONG_AGO
    moment: datetime = to_utc(min(typed, FAR))
    return moment.replace(tzinfo=UTC)


def clock_of(moment: datetime) -> datetime:
    """Show a moment as the reader's clock shows it, without its zone, for a field."""
    return moment.astimezone(get_timezone() or UTC).replace(tzinfo=None)


def shown_terms(terms: BidTerms) -> dict[str, Any]:
    """Say what the fields of a form show of terms."""
    return {
        "bags": terms.bags,
        "price_kind": terms.price_kind.value,
        "price_amount": terms.quote.amount if terms.price_kind is PriceKind.FIXED else None,
        "price_currency": terms.quote.currency.value,
        "price_unit": terms.quote.unit.value,
        "price_incoterm": terms.incoterm.value,
        "price_place": terms.place,
        "terminal": terms.terminal.value if terms.terminal else "",
        "terminal_month": terms.terminal_month,
        "differential": terms.differential,
        "fixation_side": terms.fixation_side.value if terms.fixation_side else "",
        "fixation_by": terms.fixation_by,
        "destination": terms.destination,
        "valid_until": clock_of(terms.valid_until),
        "sample_basis": terms.sample_basis.value,
    }


def shown_lot(lot: LotTerms, *, destination: str | None, valid_until: datetime) -> dict[str, Any]:
    """Say what the fields of a new bid show: the lot's own price, its smallest parcel."""
    price = lot.price
    kind = lot.price_kind
    return {
        "bags": lot.minimum_bags,
        "price_kind": kind.value,
        "price_amount": price.amount if kind is PriceKind.FIXED else None,
        "price_incoterm": price.incoterm.value,
        "price_place": price.place,
        "terminal": lot.terminal.value if lot.terminal else "",
        "terminal_month": lot.terminal_month,
        "differential": lot.differential,
        "destination": destination,
        "valid_until": clock_of(valid_until).replace(hour=END_OF_WORK, minute=0),
    }
