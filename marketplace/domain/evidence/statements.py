"""Due-diligence statements: the numbers that an importer got for them, and where they stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from marketplace.domain.errors import Reason, reason
from marketplace.domain.evidence.dates import PERU, simplified_faults

LENGTH = 14
REFERENCE = re.compile(r"S?\d{2}[A-Z]{2}[A-Z0-9]{9,10}")
VERIFICATION = re.compile(r"[A-Z0-9]{5,35}")
SIMPLIFIED = "S"
"""How the numbers of simplified declarations begin (domain.md 5.2)."""


class StatementState(StrEnum):
    """Where a statement stands in the EU's system."""

    SUBMITTED = "submitted"
    AVAILABLE = "available"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    ARCHIVED = "archived"


STANDING = frozenset({StatementState.SUBMITTED, StatementState.AVAILABLE, StatementState.ARCHIVED})
"""States in which the number vouches for the cacao."""


@dataclass(frozen=True, slots=True)
class StatementTerms:
    """What an importer says of a statement: its two numbers, where it stands, and when it was filed."""

    reference_number: str
    verification_number: str
    state: StatementState
    filed_on: date


def tidy_number(text: str) -> str:
    """Write a number as the EU's system does: capitals without blanks or hyphens."""
    return re.sub(r"[\s.-]+", "", text).upper()


def statement_faults(terms: StatementTerms, *, today: date, country: str = PERU) -> list[Reason]:
    """List what is wrong with a statement: numbers of another form, a day to come, a declaration the law forbids."""
    return list(_faults(terms, today, country))


def _faults(terms: StatementTerms, today: date, country: str) -> Iterator[Reason]:
    number = terms.reference_number
    if len(number) != LENGTH or not REFERENCE.fullmatch(number):
        yield reason("statement.reference_form", "reference_number", length=LENGTH)
    elif number.startswith(SIMPLIFIED):
        for each in simplified_faults(country, today):
            yield Reason(each.code, "reference_number", each.facts)
    if not VERIFICATION.fullmatch(terms.verification_number):
        yield reason("statement.verification_form", "verification_number")
    if terms.filed_on > today:
        yield reason("statement.day_to_come", "filed_on")
