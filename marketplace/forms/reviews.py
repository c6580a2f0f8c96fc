"""What a facilitator may say about a lot that waits for a check."""

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField

from marketplace.forms.base import SeenForm


class LotJudgementForm(SeenForm):
    """A decision on a lot; the note goes to its group."""

    note = TextAreaField(_("Note to the group"))
