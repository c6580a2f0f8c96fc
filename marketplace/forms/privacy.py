"""What may be said about personal data: a farmer's yes or no, and the wish to be forgotten."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, PasswordField, RadioField, SelectField
from wtforms.validators import InputRequired

from marketplace import wording
from marketplace.forms.base import BaseForm, SeenForm
from marketplace.forms.numbers import REQUIRED

NEEDED = [InputRequired(REQUIRED)]


class ConsentForm(BaseForm):
    """A yes or no to one purpose: how it was said, and on which day."""

    purpose = SelectField(_("To what"), NEEDED)
    answer = RadioField(_("What the farmer said"), NEEDED)
    way = SelectField(_("How it was said"), NEEDED)
    said_on = DateField(_("Said on"), NEEDED)

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the choices in the reader's language."""
        super().__init__(*args, **kwargs)
        self.purpose.choices = list(wording.labels("Purpose").items())
        self.way.choices = list(wording.labels("ConsentWay").items())
        self.answer.choices = [("yes", _("Yes")), ("no", _("No, or no longer"))]


class ErasureForm(SeenForm):
    """The wish of a farmer to be forgotten, confirmed by a tick."""

    is_asked = BooleanField(_("The farmer asked for this, and knows that it cannot be undone"), NEEDED)


class ClosingForm(BaseForm):
    """Closing one's own account for good, with the password again."""

    password = PasswordField(_("Your password"), NEEDED)
