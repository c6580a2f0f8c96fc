"""What can be wrong with a plan."""

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """What can be wrong with a plan."""

    OTHER_PROBLEM = "other_problem"
    UNKNOWN_LOT = "unknown_lot"
    UNKNOWN_DEMAND = "unknown_demand"
    INADMISSIBLE_PAIR = "inadmissible_pair"
    REPEATED_PAIR = "repeated_pair"
    NOT_WHOLE_BAGS = "not_whole_bags"
    WRONG_GRAMS = "wrong_grams"
    WRONG_VALUE = "wrong_value"
    WRONG_TERMS = "wrong_terms"
    LOT_OVERSOLD = "lot_oversold"
    BELOW_LOT_PARCEL = "below_lot_parcel"
    BELOW_DEMAND_PARCEL = "below_demand_parcel"
    BELOW_MINIMUM = "below_minimum"
    ABOVE_MAXIMUM = "above_maximum"
    TOO_MANY_LOTS = "too_many_lots"
    TOO_MANY_CONTRACTS = "too_many_contracts"
    OVER_BUDGET = "over_budget"
    OFF_RECIPE = "off_recipe"
    BROKEN_BUNDLE = "broken_bundle"
    SECOND_CHOICE = "second_choice"
    OVER_CAP = "over_cap"
    NOT_AS_SETTLED = "not_as_settled"
    BELOW_FLOOR = "below_floor"
    ABOVE_SHARE = "above_share"
    WRONG_COSTS = "wrong_costs"
    WRONG_REACHED = "wrong_reached"
    WRONG_PROOF = "wrong_proof"
    WRONG_TOTAL = "wrong_total"
    WRONG_BOUND = "wrong_bound"
    WRONG_GAP = "wrong_gap"
    BOUND_BELOW_VALUE = "bound_below_value"
    WRONG_STATUS = "wrong_status"


@dataclass(frozen=True, slots=True)
class Violation:
    """One fault, where it is (a key, a pair "lot > demand", or "plan"), what was claimed and what is right."""

    fault: Fault
    at: str
    claimed: object
    right: object
