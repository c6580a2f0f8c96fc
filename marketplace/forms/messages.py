"""What somebody says about a thing, with files."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, Field, SelectMultipleField
from wtforms.validators import StopValidation

from marketplace import wording
from marketplace.domain.errors import reason
from marketplace.domain.threads import LONGEST_BODY
from marketplace.forms.base import BaseForm
from marketplace.forms.texts import long_text

ACCEPTED = ".pdf,.jpg,.jpeg,.png,.webp,.txt,.csv,.tsv,.xlsx,.docx"


def _said_something(form: BaseForm, field: Field) -> None:
    """Ask for words where there are no files."""
    if not field.data and not form["files"].data and not form["waiting"].data:
        raise StopValidation(wording.say(reason("message.empty")))


class MessageForm(BaseForm):
    """A text and its files; the ids are apart from those of the page on which the form stands.

    `waiting` are the slips of files that came with an earlier try and are still wanted.
    """

    body = long_text(_("Your message"), _said_something, longest=LONGEST_BODY, id="message-body")
    asks_alliance = BooleanField(_("Ask the facilitators too"), id="message-alliance")
    waiting = SelectMultipleField(choices=(), validate_choice=False)
    files = MultipleFileField(_("Files"), id="message-files", render_kw={"accept": ACCEPTED})
