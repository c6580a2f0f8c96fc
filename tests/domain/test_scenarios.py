"""Ready-made scenarios, edits by hand, and what each must say."""

from dataclasses import replace
from decimal import Decimal

import pytest

from marketplace.domain.ids import BidId, DemandId, LotId
from marketplace.domain.policies import Aim, RoundPolicy, policy_faults
from marketplace.domain.scenarios import (
    PRESETS,
    EditKind,
    HandEdit,
    kind_faults,
    name_faults,
    preset_policy,
    settled_with,
    why_faults,
    within_round,
)

EDIT = HandEdit(kind=EditKind.LOCK, lot_id=LotId(1), demand_id=DemandId(2), bags=3, why="promised")


@pytest.mark.parametrize("name", PRESETS)
def test_every_ready_made_scenario_is_a_sound_policy(name: str) -> None:
    own = RoundPolicy(first_aim=Aim.FIT, first_give_up=Decimal(5), second_aim=Aim.VOLUME)
    assert policy_faults(preset_policy(name, own)) == []


def test_a_ready_made_scenario_keeps_the_rest_of_the_policy() -> None:
    policy = preset_policy("women_led_40", RoundPolicy(contract_cost=Decimal(70)))
    assert (policy.contract_cost, policy.women_led_floor) == (Decimal(70), Decimal(40))


def test_no_scenario_changes_the_price_of_misfit_or_the_days() -> None:
    kept = within_round(RoundPolicy(fit_penalty=Decimal(1), answer_days=1), RoundPolicy())
    assert kept == RoundPolicy()


@pytest.mark.parametrize(("name", "codes"), [("a", []), ("", ["name_missing"]), ("x" * 81, ["name_too_long"])])
def test_a_scenario_has_a_name(name: str, codes: list[str]) -> None:
    assert [each.code for each in name_faults(name)] == [f"scenario.{code}" for code in codes]


@pytest.mark.parametrize(("why", "codes"), [("promised", []), ("no", ["why_missing"]), ("x" * 501, ["why_too_long"])])
def test_an_edit_has_a_reason(why: str, codes: list[str]) -> None:
    assert [each.code for each in why_faults(why)] == [f"scenario.{code}" for code in codes]


def test_a_later_edit_of_a_pair_takes_the_place_of_the_earlier() -> None:
    later, other = replace(EDIT, kind=EditKind.FORBID, bags=0), replace(EDIT, lot_id=LotId(9))
    assert settled_with([EDIT, other], later) == (other, later)


def test_a_later_edit_of_any_bid_of_a_package_takes_the_place_of_the_earlier() -> None:
    package = HandEdit(kind=EditKind.SERVE, bags=40, why="promised", bid_ids=(BidId(1), BidId(2)))
    later = HandEdit(kind=EditKind.LEAVE_OUT, bags=0, why="they fell out", bid_ids=(BidId(2),))
    assert settled_with([package, EDIT], later) == (EDIT, later)
    assert settled_with([later], EDIT) == (later, EDIT)


@pytest.mark.parametrize(
    ("kind", "bid_ids", "codes"),
    [
        (EditKind.SERVE, (BidId(1),), []),
        (EditKind.LOCK, (BidId(1),), ["edit.kind_unknown"]),
        (EditKind.LEAVE_OUT, (), ["edit.kind_unknown"]),
        (EditKind.ADD, (), []),
    ],
)
def test_bids_are_served_or_left_out_and_pairs_are_not(kind: EditKind, bid_ids: tuple[BidId], codes: list[str]) -> None:
    found = kind_faults(replace(EDIT, kind=kind, bid_ids=bid_ids))
    assert [each.code for each in found] == codes
