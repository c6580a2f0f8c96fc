"""The words in which reasons are given: codes, facts, and the smallest changes that would have won."""

from dataclasses import dataclass
from enum import StrEnum

Facts = tuple[tuple[str, int], ...]
Finding = tuple["Code", Facts]


class Side(StrEnum):
    """Whose question a reason answers."""

    DEMAND = "demand"
    LOT = "lot"
    PAIR = "pair"


class Code(StrEnum):
    """The reasons, in the order in which they are looked for; README, "Reasons", says what each proves."""

    NO_ADMISSIBLE_LOT = "no_admissible_lot"
    NO_ADMISSIBLE_DEMAND = "no_admissible_demand"
    NO_ADMISSIBLE_PAIR = "no_admissible_pair"
    IN_PLAN = "in_plan"
    MINIMUM_PARCEL = "minimum_parcel"
    SUPPLY_BELOW_MINIMUM = "supply_below_minimum"
    VOLUME_UNREACHABLE = "volume_unreachable"
    DEMANDS_UNFILLABLE = "demands_unfillable"
    VALUE_NEGATIVE = "value_negative"
    TIED = "tied"
    OUTBID = "outbid"
    DEMAND_TAKEN_BY_BETTER = "demand_taken_by_better"
    NOT_COMPUTED = "not_computed"


class What(StrEnum):
    """What a change is of: a price in cents per tonne, or a volume in grams."""

    PRICE = "price"
    CEILING = "ceiling"
    PARCEL = "parcel"
    MINIMUM = "minimum"


@dataclass(frozen=True, slots=True)
class Change:
    """The smallest change of one term that would have won, all else being as it was."""

    what: What
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Reason:
    """The first reason why a demand, a lot or a pair is not in a plan, with its facts and with what would have won.

    Facts are whole grams, cents or counts by name.
    """

    side: Side
    key: str
    code: Code
    facts: Facts = ()
    wins: tuple[Change, ...] = ()
