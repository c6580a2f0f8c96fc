"""How is said what happened to farmers, plots, deliveries and the proof of a lot's origin."""

from flask_babel import LazyString

SENTENCES: dict[str, LazyString] = {}

LABELS: dict[str, dict[str, LazyString]] = {
    "EventKind": {},
}
