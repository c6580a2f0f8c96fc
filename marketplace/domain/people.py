"""Who a person is to the market: a name, an address, a password and a language, and what must be true of them."""

import unicodedata
from dataclasses import dataclass

from marketplace.domain.accounts import email_faults, normalised_email, password_faults
from marketplace.domain.errors import Reason, reason

LONGEST_NAME = 120
JOINERS = "\u200c\u200d"
"""Unprintable by themselves, but parts of names in some scripts and of composed signs."""
LOCALES = ("es_PE", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonTerms:
    """What a person states when registering; the password is as typed."""

    name: str
    email: str
    password: str
    locale: str = "es_PE"


def tidy(text: str) -> str:
    """Bring one line of text to its composed form, without blanks at its ends or twice in a row."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def line_faults(text: str, field: str, *, longest: int = LONGEST_NAME) -> list[Reason]:
    """List what keeps a text from being a name: nothing in it, too much in it, or signs that cannot be seen."""
    if not text.strip(JOINERS + " "):
        return [reason("name.empty", field)]
    if len(text) > longest:
        return [reason("name.too_long", field, limit=longest)]
    is_visible = all(letter.isprintable() or letter in JOINERS for letter in text)
    return [] if is_visible else [reason("name.unprintable", field)]


def person_faults(terms: PersonTerms) -> list[Reason]:
    """List all that is wrong with a person's name, address, password and language."""
    return [
        *line_faults(tidy(terms.name), "name"),
        *email_faults(normalised_email(terms.email)),
        *password_faults(terms.password, email=terms.email),
        *locale_faults(terms.locale),
    ]


def locale_faults(locale: str) -> list[Reason]:
    """List what is wrong with a language: that the market does not speak it."""
    return [] if locale in LOCALES else [reason("user.language_unknown", "locale")]
