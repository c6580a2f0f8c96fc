"""What a side may say to a proposal."""

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField
from wtforms.validators import Length

from marketplace.domain.allocations import LONGEST_NOTE
from marketplace.forms.base import BaseForm


class AnswerForm(BaseForm):
    """Yes, or no with a reason."""

    note = TextAreaField(_("Reason for declining"), [Length(max=LONGEST_NOTE)])
