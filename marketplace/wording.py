"""The one place where codes become sentences in the reader's language."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from babel import Locale
from flask import g
from flask_babel import format_date, format_datetime, format_timedelta, get_locale, gettext

from marketplace.domain.errors import Reason
from marketplace.domain.plans import WinningChange
from marketplace.wordings import LABELS, SENTENCES

DAY = "d MMM y"
MOMENT = "d MMM y, HH:mm"
"""How a moment is said within a sentence, in the reader's time zone."""

# Facts that are words of the domain, and the kind of word they are.
FACT_KINDS = {
    "attribute": "flavour",
    "defect": "defect",
    "kind": "ReferenceKind",
    "paper_kinds": "PaperKind",
    "rules": "eligibility",
    "scheme": "Scheme",
    "variety": "variety",
}

# Reasons whose facts `value` and `limit` are words of one kind.
REASON_KINDS = {
    "eligibility.status": "lot_status",
    "eligibility.certification": "Scheme",
    "eligibility.eudr": "EudrStatus",
    "eligibility.grade": "Grade",
    "allocation.not_open": "AllocationState",
    "bid.not_open": "BidState",
    "round.lot_not_for_sale": "lot_status",
}


def say(reason: Reason) -> str:
    """Say a reason as a sentence; a code without a sentence is shown as itself (a test forbids that).

    Where a fact is not known (None), the sentence `<code>.unknown` is said, if there is one.
    """
    is_unknown = None in reason.facts.values()
    sentence = (is_unknown and SENTENCES.get(f"{reason.code}.unknown")) or SENTENCES.get(reason.code)
    if sentence is None:
        return reason.code
    kind = REASON_KINDS.get(reason.code)
    return str(sentence) % {name: _said(name, value, kind) for name, value in reason.facts.items()}


def say_win(change: WinningChange) -> str:
    """Say a change that would have won as a sentence."""
    return say(Reason(f"win.{change.what}", None, {"before": change.before, "after": change.after}))


def rule_name(key: str) -> str:
    """Say a rule of a policy, `group:YANA` or `women_led share` as the optimizer names it, in words."""
    kind, _colon, name = key.partition(":")
    said = _names("rule", reader_locale()).get(kind, key)
    return said % {"name": label(name, "region")} if name else said


def label(word: StrEnum | str, kind: str | None = None) -> str:
    """Name a word of the domain: `label(LotState.DRAFT)`, or `label("floral_total", "flavour")`."""
    return _names(kind or type(word).__name__, reader_locale()).get(str(word), str(word))


def labels(kind: str) -> Mapping[str, str]:
    """All words of one kind with their names, in the domain's order."""
    if kind not in LABELS:
        raise KeyError(kind)
    return _names(kind, reader_locale())


def reader_locale() -> Locale | None:
    """Return the reader's locale as `get_locale` does, which takes five times as long, hundreds of times a page.

    Flask-Babel keeps it with the request once it was asked; wherever it does not, it is asked.
    """
    try:
        kept = g._get_current_object().get("_flask_babel")  # noqa: SLF001 - werkzeug's way past its proxy
    except RuntimeError:
        kept = None
    found: Locale | None = getattr(kept, "babel_locale", None) or get_locale()
    return found


@lru_cache(1024)
def _names(kind: str, locale: Locale | None) -> Mapping[str, str]:
    """Say all words of a kind once for each language: pages say the same few hundred names again and again."""
    del locale  # the reader's own, in which the lazy names say themselves
    return MappingProxyType({word: str(name) for word, name in LABELS.get(kind, {}).items()})


def _said(name: str, value: object, kind: str | None = None) -> object:
    kind = FACT_KINDS.get(name, kind)
    if isinstance(value, list | tuple):
        return ", ".join(str(_said(name, each, kind)) for each in value)
    return label(value, kind) if kind and isinstance(value, str) else _plain(value)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value.normalize(), ",f")
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, date):
        return format_datetime(value, MOMENT) if isinstance(value, datetime) else format_date(value, DAY)
    if isinstance(value, timedelta):
        return format_timedelta(value)
    return value
