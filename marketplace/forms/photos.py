"""A photo of a lot, and what is to be seen on it."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired

from marketplace.forms.base import BaseForm
from marketplace.forms.texts import short_text

LONGEST_CAPTION = 200


class PhotoForm(BaseForm):
    """One file and its caption."""

    photo = FileField(_("Photo"), [FileRequired(_("Please choose a photo."))])
    caption = short_text(_("What is to be seen"), longest=LONGEST_CAPTION)


class CaptionForm(BaseForm):
    """A new caption."""

    caption = short_text(_("What is to be seen"), longest=LONGEST_CAPTION)
