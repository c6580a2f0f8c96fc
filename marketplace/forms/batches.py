"""What may be said of batches: how they were fermented and dried, what goes in, and what they weigh dry."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, cast

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired, Optional

from marketplace import wording
from marketplace.domain.deliveries.batches import LONGEST_NOTE, BatchTerms, Weighing
from marketplace.domain.deliveries.flows import Draw
from marketplace.domain.ids import BatchId, DeliveryId
from marketplace.domain.mass import Mass
from marketplace.forms.base import BaseForm, SeenForm
from marketplace.forms.deliveries import SHORT_COMMA, ScaleField, read_id
from marketplace.forms.numbers import REQUIRED, AmbiguousNumberError, Between, read_number
from marketplace.forms.texts import long_text


class BatchForm(SeenForm):
    """How a batch was fermented and dried."""

    began_on = DateField(_("Begun on"), [InputRequired(REQUIRED)])
    fermentation_method = SelectField(_("Fermented in"), default="")
    fermentation_days = ScaleField(_("Days of fermentation"), [Optional()], places=1)
    drying_method = SelectField(_("Dried"), default="")
    drying_days = ScaleField(_("Days of drying"), [Optional()], places=1)
    note = long_text(_("Note"), longest=LONGEST_NOTE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        """Offer the choices in the reader's language."""
        super().__init__(*args, **kwargs)
        for name in ("fermentation_method", "drying_method"):
            self[name].choices = [("", "—"), *wording.labels(name).items()]

    @classmethod
    def showing(cls, terms: BatchTerms, *, version: int) -> "BatchForm":
        """Open the form with what is stated."""
        return cls(obj=terms, formdata=None, version=str(version))

    def terms(self) -> BatchTerms:
        """Say what is stated; asked after validation only."""
        return BatchTerms(
            began_on=cast("date", self.began_on.data),
            fermentation_method=self.fermentation_method.data or None,
            fermentation_days=self.fermentation_days.data,
            drying_method=self.drying_method.data or None,
            drying_days=self.drying_days.data,
            note=self.note.data,
        )


class WeighingForm(SeenForm):
    """What a batch weighs dry."""

    dry_weight = ScaleField(_("Dry weight"), [InputRequired(REQUIRED)], places=3)
    ended_on = DateField(_("Weighed on"), [InputRequired(REQUIRED)])

    def weighing(self) -> Weighing:
        """Say what was weighed; asked after validation only."""
        return Weighing(Mass(self.dry_weight.data or Decimal(0)), cast("date", self.ended_on.data))


class DrawForm(BaseForm):
    """What goes in or comes back: boxes `take` that name sources (`d-12`, `b-3`), with a weight beside each."""

    why = long_text(_("Why"), longest=LONGEST_NOTE)

    def draws(self, sent: Mapping[str, Any]) -> list[Draw]:
        """Read which sources were ticked, each with its weight; an empty weight is all that is left.

        Keeps what cannot be read as a fault of the form.
        """
        found = []
        for key in sent.getlist("take"):  # type: ignore[attr-defined] # a MultiDict
            kind, _dash, number = key.partition("-")
            if kind in ("d", "b") and read_id(number):
                found.append(self._draw(kind, read_id(number), str(sent.get(f"weight-{key}", ""))))
        return found

    def _draw(self, kind: str, number: int, typed: str) -> Draw:
        weight = self._weight(typed)
        if kind == "d":
            return Draw(delivery=DeliveryId(number), weight=weight, why=self.why.data)
        return Draw(batch=BatchId(number), weight=weight, why=self.why.data)

    def _weight(self, typed: str) -> Mass | None:
        if not typed.strip():
            return None
        text = typed.replace(",", ".") if SHORT_COMMA.fullmatch(typed) else typed
        try:
            return Mass.of(read_number(text))
        except AmbiguousNumberError as error:
            both = " / ".join(error.readings)
            self.faults.append(gettext("%(typed)s can be read in two ways: %(both)s.", typed=typed, both=both))
        except ValueError:
            self.faults.append(gettext("%(typed)s is not a weight.", typed=typed[:20]))
        return None


class BagsForm(BaseForm):
    """How heavy the bags of a new lot are."""

    bag_weight = ScaleField(_("Weight of a bag"), [InputRequired(REQUIRED), Between(1, 200)], places=3)
