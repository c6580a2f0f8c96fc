"""The dates of the law on deforestation: the cut-off, from when it applies to whom, and how risky a country counts.

All that may change stands here as dated lines with their source (domain.md 5.1): a postponement is a new line.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from marketplace.domain.errors import Reason, reason

CUT_OFF = date(2020, 12, 31)
"""Land must have been free of deforestation since (Regulation (EU) 2023/1115, article 2(13))."""
HS_HEADINGS = ("1801", "1802", "1803", "1804", "1805", "1806")
"""Cocoa in Annex I: beans, shells, paste, butter, powder, chocolate."""
BEANS = "1801"
PERU = "PE"


class OperatorSize(StrEnum):
    """How large the operator is who places cacao on the market of the European Union."""

    LARGE = "large"
    SMALL = "small"


class CountryRisk(StrEnum):
    """How the Commission classes a country of production."""

    LOW = "low"
    STANDARD = "standard"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Application:
    """From when the regulation applies to operators of a size, as it was law from `since` on."""

    size: OperatorSize
    applies_from: date
    since: date
    source: str


@dataclass(frozen=True, slots=True)
class Classing:
    """The class of a country, as it was law from `since` on."""

    country: str
    risk: CountryRisk
    since: date
    source: str


APPLICATIONS = (
    Application(OperatorSize.LARGE, date(2024, 12, 30), date(2023, 6, 29), "Regulation (EU) 2023/1115"),
    Application(OperatorSize.SMALL, date(2025, 6, 30), date(2023, 6, 29), "Regulation (EU) 2023/1115"),
    Application(OperatorSize.LARGE, date(2025, 12, 30), date(2024, 12, 26), "Regulation (EU) 2024/3234"),
    Application(OperatorSize.SMALL, date(2026, 6, 30), date(2024, 12, 26), "Regulation (EU) 2024/3234"),
    Application(OperatorSize.LARGE, date(2026, 12, 30), date(2025, 12, 26), "Regulation (EU) 2025/2650"),
    Application(OperatorSize.SMALL, date(2027, 6, 30), date(2025, 12, 26), "Regulation (EU) 2025/2650"),
)
CLASSINGS = (Classing(PERU, CountryRisk.STANDARD, date(2025, 5, 22), "Implementing Regulation (EU) 2025/1093"),)


def application_on(day: date, size: OperatorSize) -> Application:
    """Return from when the regulation applies to operators of this size, as the law stands on `day`."""
    lines = sorted((each for each in APPLICATIONS if each.size is size), key=lambda each: each.since)
    known = [each for each in lines if each.since <= day]
    return known[-1] if known else lines[0]


def applies_on(day: date, size: OperatorSize = OperatorSize.LARGE) -> bool:
    """Say whether what is placed on the market on `day` needs a due-diligence statement."""
    return application_on(day, size).applies_from <= day


def classing_on(day: date, country: str) -> CountryRisk:
    """Say how risky a country counts on `day`: standard unless it is classed otherwise (article 29)."""
    known = [each for each in CLASSINGS if each.country == country and each.since <= day]
    return max(known, key=lambda each: each.since).risk if known else CountryRisk.STANDARD


def simplified_faults(country: str, day: date) -> list[Reason]:
    """List what forbids a simplified declaration: it is only for small primary operators of low-risk countries."""
    risk = classing_on(day, country)
    if risk is CountryRisk.LOW:
        return []
    return [reason("statement.simplified_refused", country=country, risk=risk)]
