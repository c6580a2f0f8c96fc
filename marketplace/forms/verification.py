"""What a stranger may bring to have a contract checked: the PDF, or its code and hash."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField

from marketplace.forms.base import BaseForm
from marketplace.forms.texts import short_text


class VerificationForm(BaseForm):
    """A file, or a code with its hash."""

    paper = FileField(_("The contract as PDF"))
    code = short_text(_("Contract"))
    document_hash = short_text(_("Hash"))

    @property
    def plain_hash(self) -> str:
        """The hash as machines write it: without spaces, in small letters."""
        return "".join((self.document_hash.data or "").split()).lower()
