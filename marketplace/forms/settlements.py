"""What may be said about a final weight: how much arrived, and why one disputes it."""

from decimal import Decimal

from flask_babel import lazy_gettext as _
from wtforms import DateField, TextAreaField
from wtforms.validators import InputRequired

from marketplace.domain.contracts.settlement import Weighing
from marketplace.domain.mass import Mass
from marketplace.forms.base import BaseForm, SeenForm
from marketplace.forms.numbers import REQUIRED, NumberField
from marketplace.forms.texts import long_text


class WeighingForm(BaseForm):
    """What arrived, weighed on which day, and what the surveyor noted; `version` is empty before the first weight."""

    kilograms = NumberField(_("Final weight, kg"), [InputRequired(REQUIRED)], places=3)
    weighed_on = DateField(_("Weighed on"), [InputRequired(REQUIRED)])
    surveyor_note = long_text(_("The surveyor's note"))

    def weighing(self) -> Weighing:
        """Say what was stated."""
        assert self.weighed_on.data is not None  # noqa: S101 - asked after validation only
        return Weighing(Mass(self.kilograms.data or Decimal(0)), self.weighed_on.data, self.surveyor_note.data)


class WeightAnswerForm(SeenForm):
    """An answer to a stated weight; a no says why."""

    note = TextAreaField(_("Why"))
