"""The sentences and labels, one room per noun.

Each room has SENTENCES (reason code → sentence with named places for facts) and LABELS (kind → word → name);
several rooms may name words of one kind.
"""

from importlib import import_module
from pkgutil import iter_modules

from flask_babel import LazyString, force_locale

LOCALES = ("es_PE", "en")
SENTENCES: dict[str, LazyString] = {}
LABELS: dict[str, dict[str, LazyString]] = {}

for _room in sorted(module.name for module in iter_modules(__path__)):
    _words = import_module(f"{__name__}.{_room}")
    SENTENCES.update(_words.SENTENCES)
    for _kind, _names in _words.LABELS.items():
        LABELS.setdefault(_kind, {}).update(_names)


def in_all_languages(kind: str, word: str) -> tuple[str, ...]:
    """Name a word of the domain in each language of the market, so that a search finds it in any of them."""
    name = LABELS[kind].get(word, word)
    names = []
    for locale in LOCALES:
        with force_locale(locale):
            names.append(str(name))
    return tuple(dict.fromkeys(names))
