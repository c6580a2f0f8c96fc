"""A round has a title, and its policy stays within reason."""

from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.policies import Aim, RoundPolicy, policy_faults
from marketplace.domain.rounds import RoundTerms, round_faults


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"contract_cost": Decimal(-1)}, ("round.cost_out_of_range", "contract_cost")),
        ({"fit_penalty": Decimal(100_001)}, ("round.cost_out_of_range", "fit_penalty")),
        ({"answer_days": 0}, ("round.answer_days_out_of_range", "answer_days")),
        ({"women_led_floor": Decimal(300)}, ("round.share_out_of_range", "women_led_floor")),
        ({"group_cap": Decimal(0)}, ("round.share_out_of_range", "group_cap")),
        ({"maker_cap": Decimal("NaN")}, ("round.share_out_of_range", "maker_cap")),
        ({"first_give_up": Decimal(101), "second_aim": Aim.FIT}, ("round.cost_out_of_range", "first_give_up")),
        ({"first_give_up": Decimal(5)}, ("round.second_aim_missing", "second_aim")),
        ({"second_aim": Aim.GAINS}, ("round.aims_alike", "second_aim")),
        ({"answer_days": 61}, ("round.answer_days_out_of_range", "answer_days")),
    ],
)
def test_each_fault_is_told_at_its_field(changes: dict[str, Any], fault: tuple[str, str]) -> None:
    assert [(each.code, each.field) for each in policy_faults(RoundPolicy(**changes))] == [fault]


def test_the_usual_policy_has_no_fault() -> None:
    assert policy_faults(RoundPolicy()) == []


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        ("November round", []),
        (" ", ["round.title_missing"]),
        ("x" * 121, ["round.title_too_long"]),
    ],
)
def test_a_round_has_a_title(title: str, codes: list[str]) -> None:
    assert [each.code for each in round_faults(RoundTerms(title, RoundPolicy()))] == codes


def test_a_round_is_judged_with_its_policy() -> None:
    found = round_faults(RoundTerms("", RoundPolicy(answer_days=0)))
    assert [each.code for each in found] == ["round.title_missing", "round.answer_days_out_of_range"]
