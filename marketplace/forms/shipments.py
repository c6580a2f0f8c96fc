"""What may be said of shipments: what is shipped how and when, what it costs, papers, weights."""

from collections.abc import Sequence
from decimal import Decimal

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import DateField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace import wording
from marketplace.domain.mass import Mass
from marketplace.domain.money import Currency, Money
from marketplace.domain.shipments.arrivals import Arrival, Loaded
from marketplace.domain.shipments.containers import Carriage, tidy_number
from marketplace.domain.shipments.days import Days
from marketplace.domain.shipments.freight import CostKind, CostTerms
from marketplace.domain.shipments.life import LONGEST_NOTE, Moved, ShipmentStep, ShipmentTerms
from marketplace.domain.shipments.papers import PaperFacts
from marketplace.forms.base import BaseForm, SeenForm
from marketplace.forms.messages import ACCEPTED
from marketplace.forms.numbers import REQUIRED, CountField, NumberField
from marketplace.forms.texts import LONG, long_text, short_text

TEXTS = ("port_from", "port_to", "carrier", "vessel", "voyage", "seal", "bill_number")


class FactsForm(BaseForm):
    """How and when something travels; most of it becomes known on the way."""

    carriage = SelectField(_("Travels as"))
    collection_point = short_text(_("Where the bags are brought together"), InputRequired(REQUIRED))
    destination = short_text(_("Country of destination"), InputRequired(REQUIRED), longest=6)
    load_on = DateField(_("Loading on"), [InputRequired(REQUIRED)])
    depart_on = DateField(_("Leaves on"), [InputRequired(REQUIRED)])
    arrive_on = DateField(_("Arrives on"), [InputRequired(REQUIRED)])
    port_from = short_text(_("From port or place"))
    port_to = short_text(_("To port or place"))
    carrier = short_text(_("Carrier"))
    vessel = short_text(_("Vessel"))
    voyage = short_text(_("Voyage"))
    container_number = short_text(_("Container number"))
    seal = short_text(_("Seal"))
    bill_number = short_text(_("Number of the bill of lading or waybill"))
    capacity = NumberField(_("Most that it holds, where the carrier says so"), [Optional()], places=0)

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the choices in the reader's language."""
        super().__init__(*args, **kwargs)
        self.carriage.choices = list(wording.labels("Carriage").items())

    def terms(self) -> ShipmentTerms:
        """Say what was stated."""
        return ShipmentTerms(
            carriage=Carriage(self.carriage.data),
            collection_point=self.collection_point.data or "",
            destination=(self.destination.data or "").upper(),
            container_number=tidy_number(self.container_number.data),
            capacity=None if self.capacity.data is None else Mass(self.capacity.data),
            **{name: self[name].data for name in TEXTS},
        )

    def days(self) -> Days:
        """Say when."""
        load_on, depart_on, arrive_on = self.load_on.data, self.depart_on.data, self.arrive_on.data
        assert load_on is not None  # noqa: S101 - asked after validation only
        assert depart_on is not None  # noqa: S101 - as above
        assert arrive_on is not None  # noqa: S101 - as above
        return Days(load_on, depart_on, arrive_on)


class PlanForm(FactsForm):
    """A new shipment: which contracts, and how they travel."""

    chosen = SelectMultipleField(
        _("Contracts"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), validate_choice=False
    )

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer what waits for a shipment."""
        self.chosen.choices = list(choices)

    def picked(self) -> list[tuple[int, int]]:
        """Say which contracts and call-offs were chosen, by number; what cannot be read is left out."""
        pairs = (each.partition("-") for each in self.chosen.data or ())
        return [(int(one), int(other)) for one, _dash, other in pairs if one.isdecimal() and other.isdecimal()]


class ChangeForm(SeenForm, FactsForm):
    """What is known anew of a shipment, and why a day moved."""

    note = long_text(_("Why, where a day moved"), longest=LONGEST_NOTE)

    @classmethod
    def showing(cls, terms: ShipmentTerms, days: Days, *, version: int) -> "ChangeForm":
        """Open the form with what is known."""
        known = {name: getattr(terms, name) for name in (*TEXTS, "collection_point", "destination", "container_number")}
        capacity = terms.capacity.kilograms if terms.capacity else None
        dates = {"load_on": days.load_on, "depart_on": days.depart_on, "arrive_on": days.arrive_on}
        seen = str(version)
        return cls(formdata=None, version=seen, carriage=terms.carriage.value, capacity=capacity, **known, **dates)


class MoveForm(SeenForm):
    """A step of a shipment: the day, and a note."""

    day = DateField(_("On which day"), [InputRequired(REQUIRED)])
    note = long_text(_("Note"), longest=LONGEST_NOTE)

    def moved(self, step: ShipmentStep) -> Moved:
        """Say what is reported."""
        assert self.day.data is not None  # noqa: S101 - asked after validation only
        return Moved(step, self.day.data, self.note.data)


class CargoForm(SeenForm):
    """A contract that is put aboard later; the key is that of what waits."""

    chosen = SelectField(_("Contract"), validate_choice=False)


class CostForm(SeenForm):
    """A cost of all that travels together."""

    kind = SelectField(_("What for"))
    amount = NumberField(_("Amount"), [InputRequired(REQUIRED)])
    currency = SelectField(_("Currency"))
    note = short_text(_("Invoice or note"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the choices in the reader's language."""
        super().__init__(*args, **kwargs)
        self.kind.choices = list(wording.labels("CostKind").items())
        self.currency.choices = [(each.value, each.value) for each in Currency]

    def cost(self) -> CostTerms:
        """Say what it costs."""
        currency = Currency(self.currency.data)
        money = Money(self.amount.data or Decimal(0), currency)
        return CostTerms(CostKind(self.kind.data), money, self.note.data)


class PaperForm(BaseForm):
    """A paper that is brought: its number and day, and its file."""

    number = short_text(_("Number of the paper"))
    issued_on = DateField(_("Issued on"), [Optional()])
    paper = FileField(_("File"), render_kw={"accept": ACCEPTED})

    def facts(self) -> PaperFacts:
        """Say what is said of it."""
        return PaperFacts(self.number.data or None, self.issued_on.data)


class PaperAnswerForm(BaseForm):
    """What is said to a paper; a no says why, so that the field is not called optional."""

    note = long_text(_("Why"), Length(max=LONG), id="why")


class LoadedForm(SeenForm):
    """What was weighed at loading."""

    net = NumberField(_("Net weight, beans only"), [InputRequired(REQUIRED)], places=3)
    gross = NumberField(_("Gross weight, with bags"), [InputRequired(REQUIRED)], places=3)

    def loaded(self) -> Loaded:
        """Say what was weighed."""
        return Loaded(Mass(self.net.data or Decimal(0)), Mass(self.gross.data or Decimal(0)))


class ArrivalForm(SeenForm):
    """What arrived, and how."""

    net = NumberField(_("Net weight that arrived"), [InputRequired(REQUIRED)], places=3)
    bags = CountField(_("Bags that arrived"), [InputRequired(REQUIRED)])
    moisture = NumberField(_("Moisture on arrival"), [Optional()], places=1)
    note = long_text(_("What you saw: wet, torn or missing bags, smell"), longest=LONGEST_NOTE)

    def arrival(self) -> Arrival:
        """Say what arrived."""
        net = Mass(self.net.data or Decimal(0))
        return Arrival(net, self.bags.count or 0, self.moisture.data, self.note.data)


class DayForm(SeenForm):
    """A day on which something was done."""

    day = DateField(_("On which day"), [InputRequired(REQUIRED)])
