"""Countries by their names in the reader's language."""

from functools import lru_cache

from babel import Locale
from flask_babel import get_locale

FIRST = ("PE",)
NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
"""Two letters in Unicode's list that are no country: unions, outlying islands and tests."""


def country_choices() -> list[tuple[str, str]]:
    """List codes and names, Peru first, then by name as the language sorts."""
    return _choices(str(get_locale() or "en"))


def country_name(code: str) -> str:
    """Name a country by its ISO 3166-1 code; an unknown code names itself."""
    return _names(str(get_locale() or "en")).get(code, code)


@lru_cache
def _choices(locale: str) -> list[tuple[str, str]]:
    names = _names(locale)
    rest = sorted((pair for pair in names.items() if pair[0] not in FIRST), key=lambda pair: _plain(pair[1]))
    return [(code, names[code]) for code in FIRST] + rest


@lru_cache
def _names(locale: str) -> dict[str, str]:
    territories = Locale.parse(locale).territories
    return {
        code: name
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES  # noqa: PLR2004 - ISO 3166-1 alpha-2
    }


def _plain(name: str) -> str:
    return name.casefold().translate(ACCENTS)


ACCENTS = str.maketrans("áéíóúñåçôã", "aeiounacoa")
