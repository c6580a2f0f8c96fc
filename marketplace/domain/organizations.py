"""What an organization states about itself, what must be true of it, and what facilitators must say when judging it."""

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlsplit

from marketplace.domain.accounts import OrganizationKind, ProducerKind, VerificationState, VerificationStep, ruc_faults
from marketplace.domain.errors import Reason, reason
from marketplace.domain.origins import REGIONS
from marketplace.domain.people import line_faults

PERU = "PE"
LONGEST_STORY = 4000
LONGEST_NOTE = 2000
LONGEST_TAX_NUMBER = 30
MOST_PEOPLE = 1_000_000
LARGEST_FIGURE = Decimal(10_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationTerms:
    """Everything an organization states about itself; `country` is an ISO 3166-1 code, tonnes are those of a year.

    `street` has its number and postcode.
    """

    name: str
    country: str
    street: str | None = None
    city: str | None = None
    region: str | None = None
    province: str | None = None
    district: str | None = None
    tax_number: str | None = None
    website: str | None = None
    producer_kind: ProducerKind | None = None
    members: int | None = None
    women_members: int | None = None
    women_on_board: int | None = None
    cacao_hectares: Decimal | None = None
    annual_tonnes: Decimal | None = None
    story_en: str | None = None
    story_es: str | None = None


LINES = ("street", "city", "province", "district", "tax_number", "website")
STORIES = ("story_en", "story_es")
FIGURES = ("cacao_hectares", "annual_tonnes")
COUNTS = ("members", "women_members", "women_on_board")
IDENTITY = ("name", "country", "tax_number")
"""What facilitators looked at when they verified."""


def organization_faults(terms: OrganizationTerms, kind: OrganizationKind) -> list[Reason]:
    """List all that is wrong with what an organization of `kind` states."""
    return [
        *line_faults(terms.name, "name"),
        *_place_faults(terms, kind),
        *_text_faults(terms),
        *_figure_faults(terms),
        *_women_faults(terms),
    ]


def _place_faults(terms: OrganizationTerms, kind: OrganizationKind) -> list[Reason]:
    found = []
    if not (len(terms.country) == 2 and terms.country.isascii() and terms.country.isupper()):  # noqa: PLR2004 - ISO's own
        found.append(reason("organization.country_unknown", "country"))
    if terms.region is not None and (terms.country != PERU or terms.region not in REGIONS):
        found.append(reason("organization.region_unknown", "region"))
    if kind is OrganizationKind.PRODUCER_GROUP and terms.country == PERU and terms.region is None:
        found.append(reason("organization.region_missing", "region"))
    if terms.tax_number is not None and terms.country == PERU:
        found += ruc_faults(terms.tax_number)
    return found


def _text_faults(terms: OrganizationTerms) -> list[Reason]:
    found = []
    for name in LINES:
        text = getattr(terms, name)
        if text is not None:
            longest = LONGEST_TAX_NUMBER if name == "tax_number" else 200
            found += line_faults(text, name, longest=longest)
    if terms.website is not None and not _is_web_address(terms.website):
        found.append(reason("organization.website_malformed", "website"))
    for name in STORIES:
        if len(getattr(terms, name) or "") > LONGEST_STORY:
            found.append(reason("organization.text_too_long", name, limit=LONGEST_STORY))
    return found


def _is_web_address(text: str) -> bool:
    """Ask for http or https and a host with a dot, so that no link on a public page can run a script."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    host = parts.hostname or ""
    return parts.scheme in ("http", "https") and "." in host.strip(".") and parts.username is None


def _figure_faults(terms: OrganizationTerms) -> list[Reason]:
    found = []
    for name in COUNTS:
        count = getattr(terms, name)
        if count is not None and not 0 <= count <= MOST_PEOPLE:
            found.append(reason("organization.count_out_of_range", name, most=MOST_PEOPLE))
    for name in FIGURES:
        figure = getattr(terms, name)
        if figure is not None and not 0 <= figure <= LARGEST_FIGURE:
            found.append(reason("organization.figure_out_of_range", name, most=LARGEST_FIGURE))
    return found


def _women_faults(terms: OrganizationTerms) -> list[Reason]:
    if terms.women_members is None:
        return []
    if terms.members is None:
        return [reason("organization.members_missing", "members")]
    is_more = terms.women_members > terms.members
    return [reason("organization.more_women_than_members", "women_members")] if is_more else []


def identity_faults(before: OrganizationTerms, after: OrganizationTerms, *, state: VerificationState) -> list[Reason]:
    """List what a verified organization may not change by itself: what facilitators verified. Gaps may be filled."""
    if state is not VerificationState.VERIFIED:
        return []
    changed = (name for name in IDENTITY if getattr(before, name) not in (None, getattr(after, name)))
    return [reason("organization.identity_fixed", name) for name in changed]


def judgement_faults(step: VerificationStep, note: str | None) -> list[Reason]:
    """List what is missing in a facilitator's judgement: whoever is refused or suspended is told why."""
    needs_note = step in (VerificationStep.REFUSE, VerificationStep.SUSPEND)
    if needs_note and not (note or "").strip():
        return [reason("organization.note_needed", "note")]
    return [reason("organization.text_too_long", "note", limit=LONGEST_NOTE)] if len(note or "") > LONGEST_NOTE else []
