"""What may be said about the books: why an entry should be undone."""

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField

from marketplace.forms.base import BaseForm


class CorrectionForm(BaseForm):
    """A wish to undo one entry."""

    why = TextAreaField(_("Why"))
