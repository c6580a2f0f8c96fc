"""What may be said about the books: why an entry should be undone, and what a group paid back."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, TextAreaField
from wtforms.validators import InputRequired

from marketplace.domain.payments.strays import LONGEST_BANK_REFERENCE, Repaid
from marketplace.forms.base import BaseForm
from marketplace.forms.numbers import REQUIRED, NumberField
from marketplace.forms.texts import short_text


class CorrectionForm(BaseForm):
    """A wish to undo one entry."""

    why = TextAreaField(_("Why"))


class RepaidForm(BaseForm):
    """What a group paid back to our bank."""

    amount = NumberField(_("How much came"), [InputRequired(REQUIRED)])
    on = DateField(_("Day on which it came"), [InputRequired(REQUIRED)])
    reference = short_text(_("The bank's operation number"), InputRequired(REQUIRED), longest=LONGEST_BANK_REFERENCE)

    def repaid(self) -> Repaid:
        """Say what came."""
        return Repaid(self.amount.data, self.on.data, self.reference.data or "")
