"""The second leaf of a letter: what its plain text says, once more as HTML with one button, made from the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from flask import current_app
from flask_babel import get_locale

SIGNATURE = "\n-- \n"
QUOTED = "    "


class Kind(StrEnum):
    """What a piece of a letter is."""

    WORDS = "words"
    QUOTE = "quote"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines that belong together; a link has one line, its address, and perhaps a `label` from the line before."""

    kind: Kind
    lines: tuple[str, ...]
    label: str | None = None


def html_of(body: str, *, market: str) -> str:
    """Write a plain letter as HTML; only our own addresses become links, never one that somebody wrote."""
    words, _sign, foot = body.partition(SIGNATURE)
    pieces = tuple(pieces_of(words, market=market))
    doors = [each.lines[0] for each in pieces if each.kind is Kind.LINK and each.lines[0] != market]
    return current_app.jinja_env.get_template("mail/_letter.html").render(
        pieces=pieces,
        foot=tuple(pieces_of(foot, market=market)),
        market=market,
        button=doors[0] if len(set(doors)) == 1 else None,
        language=str(get_locale()).replace("_", "-"),
    )


def pieces_of(text: str, *, market: str) -> Iterator[Piece]:
    """Take a text apart, paragraph by paragraph."""
    for paragraph in re.split(r"\n{2,}", text.strip("\n")):
        lines = paragraph.split("\n")
        if all(line.startswith(QUOTED) for line in lines):
            yield Piece(Kind.QUOTE, tuple(line.removeprefix(QUOTED) for line in lines))
        else:
            yield from _parted(lines, market)


def _parted(lines: list[str], market: str) -> Iterator[Piece]:
    """Part words from links; a short line that ends with a colon names the link that follows it."""
    words: list[str] = []
    for line in filter(None, lines):
        if line != market and not (line.startswith(f"{market}/") and " " not in line):
            words.append(line)
            continue
        label = words.pop() if words and words[-1].endswith(":") else None
        if words:
            yield Piece(Kind.WORDS, tuple(words))
        yield Piece(Kind.LINK, (line,), label)
        words = []
    if words:
        yield Piece(Kind.WORDS, tuple(words))
