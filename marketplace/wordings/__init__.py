"""The sentences and labels, one room per noun.

Each room has SENTENCES (reason code → sentence with named places for facts) and LABELS (kind → word → name).
"""

from importlib import import_module
from pkgutil import iter_modules

from flask_babel import LazyString

SENTENCES: dict[str, LazyString] = {}
LABELS: dict[str, dict[str, LazyString]] = {}

for _room in sorted(module.name for module in iter_modules(__path__)):
    _words = import_module(f"{__name__}.{_room}")
    SENTENCES.update(_words.SENTENCES)
    LABELS.update(_words.LABELS)
