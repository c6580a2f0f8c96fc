"""What may be said at the scale house: a receipt, its payment, and the reason for a change."""

import re
from datetime import date
from decimal import Decimal
from typing import Any, cast

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, HiddenField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace import wording
from marketplace.domain.deliveries.terms import (
    LONGEST_NOTE,
    LONGEST_REFERENCE,
    CacaoForm,
    DeliveryTerms,
    PayMeans,
    Payment,
    Proof,
)
from marketplace.domain.files import KeptFile
from marketplace.domain.ids import DeliveryId, FarmerId, PlotId
from marketplace.domain.mass import Mass
from marketplace.forms.base import BaseForm, SeenForm
from marketplace.forms.messages import ACCEPTED
from marketplace.forms.numbers import REQUIRED, NumberField
from marketplace.forms.texts import long_text, short_text

NUMBER = re.compile(r"[0-9]{1,18}")
"""The number of a row: longer ones are in no table."""
SHORT_COMMA = re.compile(r"\s*\d+,\d{1,2}\s*")
"""A comma with one or two digits behind it divides no thousands: 82,5 is a weight or a price, not a question."""


class ScaleField(NumberField):
    """A weight or a price as it is read off: with a decimal point or, where it cannot be mistaken, a comma."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a short comma as a point, and everything else as any number."""
        typed = valuelist[0] if valuelist else ""
        super().process_formdata([typed.replace(",", ".")] if SHORT_COMMA.fullmatch(typed) else valuelist)


class DeliveryForm(BaseForm):
    """One receipt; the farmer is chosen before, or while typing."""

    farmer = HiddenField()
    who = short_text(_("Name, code or DNI"))
    plot = SelectField(_("From which plot"), validate_choice=False)
    delivered_on = DateField(_("Brought on"), [InputRequired(REQUIRED)])
    form = SelectField(_("Cacao"))
    weight = ScaleField(_("Weight"), [InputRequired(REQUIRED)], places=3)
    price = ScaleField(_("Price for a kilogram"), [Optional()])
    moisture = ScaleField(_("Moisture of dry beans"), [Optional()])
    variety = SelectField(_("Variety"), default="")
    note = long_text(_("Note"), longest=LONGEST_NOTE)
    is_paid = BooleanField(_("Paid now"))
    means = SelectField(_("How it is paid"), default=PayMeans.CASH.value)
    reference = short_text(_("Number of the transfer or voucher"), longest=LONGEST_REFERENCE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        """Offer the choices in the reader's language."""
        super().__init__(*args, **kwargs)
        self.form.choices = list(wording.labels("CacaoForm").items())
        self.means.choices = list(wording.labels("PayMeans").items())
        self.variety.choices = [("", "—"), *wording.labels("variety").items()]

    def offer(self, plots: tuple[tuple[PlotId, str], ...]) -> None:
        """Offer the farmer's plots; the only one is chosen already."""
        self.plot.choices = [*((str(number), name) for number, name in plots), ("", str(_("not known")))]
        if not self.plot.data and self.plot.raw_data is None:
            self.plot.data = str(plots[0][0]) if len(plots) == 1 else ""

    def terms(self) -> DeliveryTerms:
        """Say what stands on the receipt; asked after validation only."""
        day = cast("date", self.delivered_on.data)
        paid = Payment(day, PayMeans(self.means.data), self.reference.data) if self.is_paid.data else None
        return DeliveryTerms(
            farmer_id=FarmerId(read_id(self.farmer.data)),
            plot_id=PlotId(read_id(self.plot.data)) if read_id(self.plot.data) else None,
            delivered_on=day,
            form=CacaoForm(self.form.data),
            weight=Mass(self.weight.data or Decimal(0)),
            price=self.price.data,
            moisture=self.moisture.data,
            variety=self.variety.data or None,
            note=self.note.data,
            payment=paid,
        )


class CorrectionForm(SeenForm, DeliveryForm):
    """A receipt written right, and why."""

    why = long_text(_("Why it is changed"), InputRequired(REQUIRED), longest=LONGEST_NOTE)

    @classmethod
    def showing(cls, terms: DeliveryTerms, *, version: int) -> "CorrectionForm":
        """Open the form with what is written."""
        same = ("delivered_on", "price", "moisture", "variety", "note")
        return cls(
            formdata=None,
            version=str(version),
            farmer=str(terms.farmer_id),
            plot=str(terms.plot_id or ""),
            form=terms.form.value,
            weight=terms.weight.kilograms,
            **{name: getattr(terms, name) for name in same},
        )

    def corrected(self, paid: Payment | None) -> DeliveryTerms:
        """Say what the receipt should say; its payment stays as it was."""
        self.is_paid.data = False
        terms = self.terms()
        return terms if paid is None else DeliveryTerms(**{**_stated(terms), "payment": paid})


class ReasonForm(SeenForm):
    """Why something is voided or given back."""

    why = long_text(_("Why"), InputRequired(REQUIRED), longest=LONGEST_NOTE)


class PaymentForm(BaseForm):
    """A payment to a farmer: for which receipts, when, how, and what shows it."""

    chosen = SelectMultipleField(
        _("Receipts"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), validate_choice=False
    )
    paid_on = DateField(_("Paid on"), [InputRequired(REQUIRED)])
    means = SelectField(_("How it is paid"), default=PayMeans.CASH.value)
    reference = short_text(_("Number of the transfer or voucher"), longest=LONGEST_REFERENCE)
    file = FileField(_("Photo or file that shows it"), render_kw={"accept": ACCEPTED})

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        """Offer the choices in the reader's language."""
        super().__init__(*args, **kwargs)
        self.means.choices = list(wording.labels("PayMeans").items())

    def proof(self, file: KeptFile | None) -> Proof:
        """Say what was paid, with the file that shows it; asked after validation only."""
        payment = Payment(cast("date", self.paid_on.data), PayMeans(self.means.data), self.reference.data)
        return Proof(payment, file)

    def picked(self) -> list[DeliveryId]:
        """Say which receipts were chosen; what cannot be read is left out."""
        return [DeliveryId(number) for each in self.chosen.data or () if (number := read_id(each))]


def read_id(text: str | None) -> int:
    """Read the number of a row that a page named; 0 for anything that no page says."""
    return int(text) if text and NUMBER.fullmatch(text) else 0


def _stated(terms: DeliveryTerms) -> dict[str, Any]:
    names = ("farmer_id", "plot_id", "delivered_on", "form", "weight", "price", "moisture", "variety", "note")
    return {name: getattr(terms, name) for name in names}
