"""What a round weighs, and which shares of the trade it keeps: the policy, fixed before anybody knows the plan."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from marketplace.domain.errors import Reason, reason
from marketplace.domain.ranges import is_share, is_within

LONGEST_ANSWER_DAYS = 60
HIGHEST_COST = Decimal(100_000)
HIGHEST_PENALTY = Decimal(100)
WHOLE = Decimal(100)


class Aim(StrEnum):
    """What a plan is to have the most of."""

    GAINS = "gains"
    VOLUME = "volume"
    FIT = "fit"
    SMALLEST_SHARE = "smallest_share"
    BALANCE = "balance"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPolicy:
    """What a round weighs: USD that a contract must earn, the price of misfit, how many days to answer, and shares.

    `fit_penalty` is the part of its ceiling, in percent, that a maker would not pay for cacao that fits not at all.
    Floors and caps are percent of the traded volume; None sets none. Of the first aim `first_give_up` percent may be
    given up for the second.
    """

    contract_cost: Decimal = Decimal(25)
    fit_penalty: Decimal = Decimal(45)
    answer_days: int = 7
    women_led_floor: Decimal | None = None
    first_sale_floor: Decimal | None = None
    group_cap: Decimal | None = None
    region_cap: Decimal | None = None
    maker_cap: Decimal | None = None
    first_aim: Aim = Aim.GAINS
    first_give_up: Decimal = Decimal(0)
    second_aim: Aim | None = None


FLOORS = ("women_led_floor", "first_sale_floor")
CAPS = ("group_cap", "region_cap", "maker_cap")


def policy_faults(policy: RoundPolicy) -> list[Reason]:
    """List what is wrong with a policy."""
    found = [
        reason("round.cost_out_of_range", name, value=getattr(policy, name), most=most)
        for name, most in (("contract_cost", HIGHEST_COST), ("fit_penalty", HIGHEST_PENALTY), ("first_give_up", WHOLE))
        if not is_within(getattr(policy, name), most)
    ]
    if not 1 <= policy.answer_days <= LONGEST_ANSWER_DAYS:
        found.append(
            reason("round.answer_days_out_of_range", "answer_days", value=policy.answer_days, most=LONGEST_ANSWER_DAYS)
        )
    return [*found, *_share_faults(policy), *_aim_faults(policy)]


def _share_faults(policy: RoundPolicy) -> list[Reason]:
    """A share is above nil and at most the whole: no floor and no cap are said by saying nothing."""
    stated = [(name, getattr(policy, name)) for name in (*FLOORS, *CAPS)]
    return [
        reason("round.share_out_of_range", name)
        for name, share in stated
        if share is not None and not is_share(share, WHOLE)
    ]


def _aim_faults(policy: RoundPolicy) -> list[Reason]:
    if policy.second_aim is policy.first_aim:
        return [reason("round.aims_alike", "second_aim")]
    if policy.first_give_up and policy.second_aim is None:
        return [reason("round.second_aim_missing", "second_aim")]
    return []
