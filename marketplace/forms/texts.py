"""Words as people type them: trimmed, without signs that no file can hold or that turn text round, and of a length."""

import re
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import StringField, TextAreaField
from wtforms.validators import Length, Optional

SHORT, LONG = 120, 2000
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
TOO_LONG = _("At most %(max)d characters, please.")


def tidy(text: str | None) -> str | None:
    """Trim a text and drop control characters; nothing typed is nothing."""
    if text is None:
        return None
    plain = UNPRINTABLE.sub("", text.replace("\r\n", "\n")).strip()
    return plain or None


def tidy_line(text: str | None) -> str | None:
    """Tidy a text that is one line, whatever was sent."""
    plain = tidy(text)
    return " ".join(plain.splitlines()) if plain else plain


def short_text(label: Any, *validators: Any, longest: int = SHORT, **kwargs: Any) -> StringField:  # noqa: ANN401 - WTForms' own
    """Make a field for one line of words; optional where no validator says otherwise."""
    checks = [*(validators or (Optional(),)), Length(max=longest, message=TOO_LONG)]
    return StringField(label, checks, filters=[tidy_line], **kwargs)


def long_text(label: Any, *validators: Any, longest: int = LONG, **kwargs: Any) -> TextAreaField:  # noqa: ANN401 - WTForms' own
    """Make a field for several lines of words; optional where no validator says otherwise."""
    checks = [*(validators or (Optional(),)), Length(max=longest, message=TOO_LONG)]
    return TextAreaField(label, checks, filters=[tidy], **kwargs)
