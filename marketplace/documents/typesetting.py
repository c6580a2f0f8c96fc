"""Sets papers as PDF from values: the same bytes for the same words, in fonts that are the same on every machine."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import typst

from marketplace.documents.codes import qr_drawing
from marketplace.documents.letters import written_within

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
FAMILIES = (
    "Libertinus Serif",
    "Noto Naskh Arabic",
    "Noto Serif Devanagari",
    "Noto Sans Thai",
    "Noto Sans Georgian",
    "Noto Sans Armenian",
    "Droid Sans Fallback",
    "Noto Emoji",
)
KEPT = ("code", "number", "version", "document_hash", "address", "seal")
"""What stays as it is, to be copied from the paper: it is made by the market and holds plain letters only."""
UNSAID = ("document", "made_at")
GAVE_UP = "PanicException"
"""How the typesetter falls over letters that it cannot bring together; it cannot be imported, and is no `Exception`."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file inside the paper."""

    name: str
    document: bytes


def typeset(
    template: str,
    said: Mapping[str, object],
    *,
    address: str,
    made_at: datetime,
    attached: Attached | None = None,
) -> bytes:
    """Set a paper: words that people wrote in any script, those without a font by their numbers."""
    inputs = {
        "code": qr_drawing(address),
        "made": made_at.strftime("%Y-%m-%d"),
        "fonts": json.dumps(FAMILIES),
    }
    if attached:
        inputs |= {"document": attached.document.decode(), "name": attached.name}
    stamp = int(made_at.timestamp())
    try:
        return _set(template, inputs | {"paper": _shown(said)}, stamp=stamp)
    except BaseException as fault:
        if type(fault).__name__ != GAVE_UP:
            raise
        return _set(template, inputs | {"paper": _shown(said, plainly=True)}, stamp=stamp)


def _shown(said: Mapping[str, object], *, plainly: bool = False) -> str:
    shown = {
        name: each if name in KEPT else written_within(each, plainly=plainly)
        for name, each in said.items()
        if name not in UNSAID
    }
    shown["has_numbers"] = "[U+" in json.dumps(shown)
    return json.dumps(shown, ensure_ascii=False, sort_keys=True)


def _set(template: str, inputs: dict[str, str], *, stamp: int) -> bytes:
    made = typst.compile(_template(template), font_paths=_fonts(), format="pdf", sys_inputs=inputs, timestamp=stamp)
    return bytes(made)


@lru_cache(1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONTS])


@lru_cache(8)
def _template(name: str) -> bytes:
    return (HERE / name).read_bytes()
