"""A file that is brought, the mending that is agreed to, and the word to take it in."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import BooleanField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace import wording
from marketplace.domain.plots.repairs import RepairKind
from marketplace.forms.base import BaseForm


class FileForm(BaseForm):
    """One file."""

    file = FileField(_("File"))

    def brought(self) -> tuple[str, bytes]:
        """Return its name and what is in it; nothing of either where none was chosen."""
        sent = self.file.data
        return (sent.filename or "", sent.read()) if sent else ("", b"")


class MendForm(BaseForm):
    """Which kinds of mending are agreed to, each for all lines that need it."""

    repairs = SelectMultipleField(
        _("Mend"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), validate_choice=False
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the kinds in the reader's language."""
        super().__init__(*args, **kwargs)
        self.repairs.choices = [(each.value, wording.label(each)) for each in RepairKind]


class TakeForm(BaseForm):
    """The word to take a file in."""

    only_right = BooleanField(_("Take in only the right lines"))
