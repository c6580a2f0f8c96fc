"""Papers about money: receipts, proformas, final invoices and payout notes, numbered, fixed, known by their hash."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from marketplace.domain.money import Currency, Money
from marketplace.domain.plain import to_plain
from marketplace.domain.prices import Conversion


class MoneyPaperKind(StrEnum):
    """What a paper is."""

    RECEIPT = "receipt"
    PROFORMA = "proforma"
    INVOICE = "invoice"
    PAYOUT_NOTE = "payout_note"


SERIES: dict[MoneyPaperKind, str] = {
    MoneyPaperKind.RECEIPT: "R",
    MoneyPaperKind.PROFORMA: "P",
    MoneyPaperKind.INVOICE: "F",
    MoneyPaperKind.PAYOUT_NOTE: "N",
}
"""Each kind is numbered apart, anew each year, without a hole."""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line: what (a word of ours), of what (a code or a number), and how much."""

    what: str
    amount: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True)
class PaperFact:
    """One fact beside the lines: what (a word of ours) and its value."""

    what: str
    value: str


@dataclass(frozen=True, slots=True)
class PaperTerms:
    """Everything that a paper says; the last line is what it comes to."""

    kind: MoneyPaperKind
    number: str
    on: date
    code: str
    producer: str
    maker: str
    currency: Currency
    facts: tuple[PaperFact, ...]
    lines: tuple[PaperLine, ...]
    is_fictional: bool = False

    @property
    def total(self) -> Money:
        """What it comes to."""
        return Money(self.lines[-1].amount, self.currency)

    @property
    def asked(self) -> Decimal:
        """What it asks for or tells of before anything paid is taken off."""
        return sum((line.amount for line in self.lines[:-1] if not _is_paid(line)), Decimal(0))


def _is_paid(line: PaperLine) -> bool:
    return line.what == "paid"


def paper_number(kind: MoneyPaperKind, year: int, *, place: int) -> str:
    """Say the number of a paper: its series, the year, and its place."""
    return f"{SERIES[kind]}-{year}-{place:05}"


def paper_document(terms: PaperTerms) -> bytes:
    """Write what a paper says as the bytes whose hash is kept."""
    return json.dumps(to_plain(terms), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def paper_hash(terms: PaperTerms) -> str:
    """Return the SHA-256 of what a paper says, in hexadecimal."""
    return hashlib.sha256(paper_document(terms)).hexdigest()


def added_up(lines: Iterable[PaperLine], what: str) -> tuple[PaperLine, ...]:
    """Put the sum of lines under them."""
    found = tuple(lines)
    return (*found, PaperLine(what, sum((line.amount for line in found), Decimal(0))))


def said_beside(conversions: Iterable[Conversion | None]) -> tuple[PaperFact, ...]:
    """Say a sum in the sides' own currencies, each with its rate and the rate's day; it is never what is owed."""
    known = [each for each in conversions if each is not None]
    return tuple(
        PaperFact("beside", f"{each.amount} {each.currency} ({each.rate}, {each.rate_from.isoformat()})")
        for each in dict.fromkeys(known)
    )
