"""A farmer as the register knows one: what is stated, what must be true of it, and how people are counted."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from marketplace.domain.errors import Reason, reason
from marketplace.domain.people import line_faults
from marketplace.domain.plots.register import Sex

CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,39}")
NATIONAL_ID = re.compile(r"[0-9]{8}")
PHONE = re.compile(r"\+?[0-9]{6,15}")
YOUNGEST, OLDEST = 15, 110
YOUNG_UNTIL = 29
MOST_IN_HOUSEHOLD = 99


class AgeBand(StrEnum):
    """How people are counted by age (domain.md 6.2)."""

    YOUNG = "15-29"
    GROWN = "30+"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True, kw_only=True)
class FarmerTerms:
    """What is stated of a farmer; without `code` the register gives one. `national_id` is the DNI of eight digits."""

    name: str
    code: str | None = None
    national_id: str | None = None
    phone: str | None = None
    sex: Sex = Sex.UNSTATED
    birth_year: int | None = None
    household_size: int | None = None
    community: str | None = None
    district: str | None = None
    is_leader: bool = False
    joined_on: date | None = None

    def __repr__(self) -> str:
        """Say nothing of the person."""
        return f"<FarmerTerms {self.code}>"


@dataclass(frozen=True, slots=True)
class RegisterCount:
    """How many farmers are in a register, and how many of them are women, lead, or both."""

    farmers: int
    women: int
    leaders: int
    women_leaders: int

    @property
    def is_women_led(self) -> bool:
        """Whether women are at least half of the farmers and at least half of those who lead; nobody leads nothing."""
        if not self.farmers or not self.leaders:
            return False
        return self.women * 2 >= self.farmers and self.women_leaders * 2 >= self.leaders


def age_band(birth_year: int | None, today: date) -> AgeBand:
    """Say in which band a person counts this year."""
    if birth_year is None:
        return AgeBand.UNSTATED
    return AgeBand.YOUNG if today.year - birth_year <= YOUNG_UNTIL else AgeBand.GROWN


def farmer_faults(terms: FarmerTerms, today: date) -> list[Reason]:
    """List all that is wrong with what is stated of a farmer."""
    return [
        *line_faults(terms.name, "name"),
        *code_faults(terms.code),
        *_number_faults(terms),
        *_year_faults(terms, today),
        *(
            fault
            for name in ("community", "district")
            if (text := getattr(terms, name))
            for fault in line_faults(text, name)
        ),
    ]


def code_faults(code: str | None) -> list[Reason]:
    """List what keeps a text from being a code of the register: letters, digits, full stops and hyphens."""
    return [] if code is None or CODE.fullmatch(code) else [reason("register.code_malformed", "code")]


def leaving_faults(left_on: date, *, joined_on: date | None, today: date) -> list[Reason]:
    """List what is wrong with the day on which a farmer left."""
    if left_on > today:
        return [reason("farmer.left_in_future", "left_on")]
    if joined_on is not None and left_on < joined_on:
        return [reason("farmer.left_before_joining", "left_on", joined_on=joined_on)]
    return []


def _number_faults(terms: FarmerTerms) -> list[Reason]:
    found = []
    if terms.national_id is not None and not NATIONAL_ID.fullmatch(terms.national_id):
        found.append(reason("farmer.national_id_malformed", "national_id"))
    if terms.phone is not None and not PHONE.fullmatch(terms.phone):
        found.append(reason("farmer.phone_malformed", "phone"))
    if terms.household_size is not None and not 1 <= terms.household_size <= MOST_IN_HOUSEHOLD:
        found.append(reason("farmer.household_out_of_range", "household_size", most=MOST_IN_HOUSEHOLD))
    return found


def _year_faults(terms: FarmerTerms, today: date) -> list[Reason]:
    found, born, joined = [], terms.birth_year, terms.joined_on
    if born is not None and not today.year - OLDEST <= born <= today.year - YOUNGEST:
        limits = {"least": str(today.year - OLDEST), "most": str(today.year - YOUNGEST)}
        found.append(reason("farmer.birth_year_out_of_range", "birth_year", **limits))
    if joined is not None and joined > today:
        found.append(reason("farmer.joined_in_future", "joined_on"))
    if joined is not None and born is not None and joined.year <= born:
        found.append(reason("farmer.joined_before_birth", "joined_on"))
    return found
