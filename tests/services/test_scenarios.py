"""What a facilitator may do with scenarios of a planned round, and what adopting one changes."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.errors import NotAllowed, NotFound, Refused, Stale
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import DemandId, LotId, RoundId, ScenarioId
from marketplace.domain.plans import inputs_hash
from marketplace.domain.policies import RoundPolicy
from marketplace.domain.scenarios import MOST_SCENARIOS, EditKind, HandEdit, ScenarioState
from marketplace.queries.events import list_history
from marketplace.queries.rounds.frozen import get_frozen_round
from marketplace.queries.rounds.scenarios import changed_lines, find_scenario
from marketplace.services.planning.adopting import adopt_scenario
from marketplace.services.planning.claims import audited_plan, make_claim
from marketplace.services.planning.trials import begin_trial, fail_trial
from marketplace.services.publishing import publish_round
from marketplace.services.scenarios import add_scenario, discard_scenario, edit_by_hand, retry_scenario
from tests.market import NOW, Market
from tests.rounds import Rounds, waiting_jobs

DEAR = Decimal(2_000)
"""A contract cost at which the one sale of these tests is not worth making."""


def edit(rounds: Rounds, kind: EditKind, bags: int = 0, **changes: Any) -> HandEdit:
    pair = {"lot_id": LotId(rounds.lot_id), "demand_id": DemandId(rounds.demand_id)}
    return HandEdit(kind=kind, bags=bags, why="The maker said so", **(pair | changes))


def adopt(rounds: Rounds, round_id: RoundId, scenario_id: ScenarioId, *, seen: int | None = None) -> None:
    rounds.do(adopt_scenario, round_id, scenario_id, seen=seen)


def test_a_planned_round_begins_with_its_first_plan_as_the_baseline(rounds: Rounds) -> None:
    found = rounds.scenarios(rounds.with_a_sale().planned())
    assert [(each.kind, each.state, each.is_adopted) for each in found] == [("baseline", "computed", True)]


def test_adding_a_scenario_puts_one_job_into_the_queue(rounds: Rounds) -> None:
    round_id = rounds.with_a_sale().planned()
    rounds.do(add_scenario, round_id, "dear", policy=RoundPolicy(contract_cost=DEAR))
    assert waiting_jobs(rounds.market)[-1] == ("rounds:scenarios", {"round_id": round_id})


def test_a_scenario_says_what_it_costs_against_the_baseline(rounds: Rounds) -> None:
    round_id = rounds.with_a_sale().planned()
    scenario_id = rounds.a_scenario(round_id, contract_cost=Decimal(125))
    found = find_scenario(rounds.scenarios(round_id), scenario_id)
    assert (found.cost, found.worth and found.worth.value) == (Decimal(100), Decimal(945))


def test_what_no_scenario_changes_stays_the_rounds_own(rounds: Rounds) -> None:
    round_id = rounds.with_a_sale().planned()
    rounds.a_scenario(round_id, fit_penalty=Decimal(1), answer_days=2)
    policy = rounds.scenarios(round_id)[1].policy
    assert (policy.fit_penalty, policy.answer_days) == (RoundPolicy().fit_penalty, RoundPolicy().answer_days)


@pytest.mark.parametrize(
    ("name", "policy", "code"),
    [
        (" ", RoundPolicy(), "scenario.name_missing"),
        ("x" * 81, RoundPolicy(), "scenario.name_too_long"),
        ("300 %", RoundPolicy(women_led_floor=Decimal(300)), "round.share_out_of_range"),
    ],
)
def test_a_scenario_needs_a_name_and_a_sound_policy(rounds: Rounds, name: str, policy: RoundPolicy, code: str) -> None:
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        rounds.do(add_scenario, rounds.with_a_sale().planned(), name, policy=policy)


def test_a_round_holds_only_so_many_scenarios(rounds: Rounds) -> None:
    round_id = rounds.with_a_sale().planned()
    for number in range(MOST_SCENARIOS - 1):
        rounds.do(add_scenario, round_id, f"{number}", policy=RoundPolicy())
    with pytest.raises(Refused, match=r"scenario\.too_many"):
        rounds.do(add_scenario, round_id, "one more", policy=RoundPolicy())


@pytest.mark.parametrize("stage", ["opened", "started", "published"])
def test_only_a_planned_round_takes_scenarios(rounds: Rounds, stage: str) -> None:
    round_id = getattr(rounds.with_a_sale(), stage)()
    with pytest.raises(Refused, match=r"scenario\.round_has_moved_on"):
        rounds.do(add_scenario, round_id, "late", policy=RoundPolicy())


def test_an_adopted_plan_takes_the_place_of_the_rounds(rounds: Rounds) -> None:
    round_id = rounds.with_a_sale().planned()
    adopt(rounds, round_id, rounds.a_scenario(round_id, contract_cost=Decimal(125)))
    page = rounds.page(round_id)
    assert (page.worth and page.worth.value, page.policy.contract_cost) == (Decimal(945), Decimal(125))
    assert rounds.states(round_id) == ["proposed"]


def test_an_adopted_plan_replays_from_the_rounds_own_record(rounds: Rounds, market: Market) -> None:
    round_id = rounds.with_a_sale().planned()
    adopt(rounds, round_id, rounds.a_scenario(round_id, contract_cost=Decimal(125)))
    frozen = market.do(get_frozen_round, round_id, rounds.facilitator)
    again = audited_plan(frozen.inputs, make_claim(frozen.inputs, seconds=10, tell=lambda _: None))
    assert (inputs_hash(frozen.inputs), again.fingerprint) == (frozen.inputs_hash, frozen.versions["plan"])


def test_the_first_plan_can_be_adopted_again(rounds: Rounds) -> None:
    round_id = rounds.with_a_sale().planned()
    before = rounds.page(round_id)
    adopt(rounds, round_id, rounds.a_scenario(round_id, contract_cost=Decimal(125)))
    adopt(rounds, round_id, rounds.scenarios(round_id)[0].id)
    after = rounds.page(round_id)
    assert (after.worth, after.inputs_hash, after.versions) == (before.worth, before.inputs_hash, before.versions)


def test_of_two_facilitators_the_second_is_told(rounds: Rounds) -> None:
    round_id = rounds.with_a_sale().planned()
    scenario_id, seen = rounds.a_scenario(round_id), rounds.page(round_id).version
    adopt(rounds, round_id, scenario_id, seen=seen)
    with pytest.raises(Stale):
        adopt(rounds, round_id, rounds.scenarios(round_id)[0].id, seen=seen)


def test_the_rounds_plan_is_not_adopted_twice(rounds: Rounds) -> None:
    round_id = rounds.with_a_sale().planned()
    with pytest.raises(Refused, match=r"scenario\.adopted_already"):
        adopt(rounds, round_id, rounds.scenarios(round_id)[0].id)


def test_a_scenario_without_a_plan_is_not_adopted(rounds: Rounds) -> None:
    round_id = rounds.with_a_sale().planned()
    scenario_id = rounds.do(add_scenario, round_id, "waits", policy=RoundPolicy())
    with pytest.raises(Refused, match=r"scenario\.not_computed"):
        adopt(rounds, round_id, scenario_id)


def test_a_policy_that_no_plan_keeps_is_an_answer_and_not_adopted(rounds: Rounds) -> None:
    round_id = rounds.with_a_sale().planned()
    rounds.do(edit_by_hand, round_id, edit(rounds, EditKind.LOCK))
    rounds.compute(round_id)
    adopt(rounds, round_id, rounds.scenarios(round_id)[1].id)
    scenario_id = rounds.a_scenario(round_id, women_led_floor=Decimal(40))
    found = find_scenario(rounds.scenarios(round_id), scenario_id)
    assert (found.is_infeasible, found.may_be_adopted) == (True, False)
    assert {each.rule.partition("-")[0] for each in found.findings.clash} == {"women_led share", "settled:LOT"}
    with pytest.raises(Refused, match=r"scenario\.no_plan"):
        adopt(rounds, round_id, scenario_id)


def test_another_rounds_scenario_is_not_found(rounds: Rounds) -> None:
    first = rounds.with_a_sale().planned()
    second = rounds.planned()
    with pytest.raises(NotFound):
        adopt(rounds, second, rounds.scenarios(first)[0].id)


def test_a_published_plan_is_not_exchanged(rounds: Rounds) -> None:
    round_id = rounds.with_a_sale().planned()
    scenario_id = rounds.a_scenario(round_id)
    rounds.do(publish_round, round_id, seen=None)
    with pytest.raises(Refused, match=r"round\.wrong_state"):
        adopt(rounds, round_id, scenario_id)


def test_an_adopted_plan_can_be_published(rounds: Rounds) -> None:
    round_id = rounds.with_a_sale().planned()
    adopt(rounds, round_id, rounds.a_scenario(round_id, contract_cost=Decimal(125)))
    rounds.do(publish_round, round_id, seen=None)
    assert rounds.states(round_id) == ["offered"]


def test_a_forbidden_pair_is_in_no_plan_and_the_reason_stays_in_the_history(rounds: Rounds, market: Market) -> None:
    round_id = rounds.with_a_sale().planned()
    scenario_id = rounds.do(edit_by_hand, round_id, edit(rounds, EditKind.FORBID))
    rounds.compute(round_id)
    adopt(rounds, round_id, scenario_id)
    history = market.do(list_history, SubjectKind.ROUND, round_id, viewer=rounds.facilitator)
    assert (rounds.states(round_id), history[0].kind, history[0].note) == ([], "round.adopted", "The maker said so")


def test_a_scenario_shows_the_lines_that_differ(rounds: Rounds) -> None:
    round_id = rounds.with_a_sale().planned()
    rounds.do(edit_by_hand, round_id, edit(rounds, EditKind.FORBID))
    rounds.compute(round_id)
    baseline, other = rounds.scenarios(round_id)
    assert [(each.bags_before, each.bags) for each in changed_lines(other, baseline)] == [(20, 0)]


def test_edits_add_up_over_what_was_adopted(rounds: Rounds) -> None:
    round_id = rounds.with_a_sale().planned()
    rounds.do(edit_by_hand, round_id, edit(rounds, EditKind.LOCK))
    rounds.compute(round_id)
    adopt(rounds, round_id, rounds.scenarios(round_id)[1].id)
    rounds.do(edit_by_hand, round_id, edit(rounds, EditKind.FORBID))
    rounds.a_scenario(round_id)
    kinds = [[each.kind for each in line.edits] for line in rounds.scenarios(round_id)]
    assert kinds == [[], ["lock"], ["forbid"], ["lock"]]


@pytest.mark.parametrize(
    ("kind", "bags", "changes", "code"),
    [
        (EditKind.ADD, 0, {}, "edit.bags_missing"),
        (EditKind.ADD, 999, {}, "edit.too_many_bags"),
        (EditKind.ADD, 1, {}, "edit.below_parcel"),
        (EditKind.ADD, 30, {}, "edit.too_much_sought"),
        (EditKind.ADD, 20, {"demand_id": 999}, "edit.pair_unknown"),
        (EditKind.FORBID, 0, {"lot_id": 999}, "edit.pair_unknown"),
        (EditKind.LOCK, 0, {"demand_id": 999}, "edit.line_missing"),
        (EditKind.ADD, 20, {"why": "no"}, "scenario.why_missing"),
        (EditKind.ADD, 20, {"why": "x" * 501}, "scenario.why_too_long"),
    ],
)
def test_what_a_hand_cannot_do(rounds: Rounds, kind: EditKind, bags: int, changes: dict[str, Any], code: str) -> None:
    round_id = rounds.with_a_sale(bags=60, minimum_bags=5).planned()
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        rounds.do(edit_by_hand, round_id, replace(edit(rounds, kind, bags), **changes))


def test_a_hand_cannot_lift_a_limit(rounds: Rounds, market: Market) -> None:
    demand_id = rounds.with_a_sale().a_demand(market.a_maker(), global_quality_min=Decimal("9.5"))
    with pytest.raises(Refused, match=r"edit\.pair_not_admissible"):
        rounds.do(edit_by_hand, rounds.planned(), edit(rounds, EditKind.ADD, 20, demand_id=DemandId(demand_id)))


def test_a_failed_scenario_may_be_tried_again(rounds: Rounds, market: Market) -> None:
    round_id = rounds.with_a_sale().planned()
    scenario_id = rounds.do(add_scenario, round_id, "fails", policy=RoundPolicy())
    trial = market.do(begin_trial, round_id, now=NOW)
    market.do(fail_trial, trial, "scenario.failed", now=NOW)
    failed = find_scenario(rounds.scenarios(round_id), scenario_id)
    rounds.do(retry_scenario, scenario_id, seen=failed.version)
    rounds.compute(round_id)
    assert failed.failure is not None
    assert find_scenario(rounds.scenarios(round_id), scenario_id).state is ScenarioState.COMPUTED


def test_a_discarded_scenario_is_seen_no_more(rounds: Rounds) -> None:
    round_id = rounds.with_a_sale().planned()
    rounds.do(discard_scenario, rounds.a_scenario(round_id), seen=None)
    assert len(rounds.scenarios(round_id)) == 1


def test_the_rounds_plan_is_not_discarded(rounds: Rounds) -> None:
    round_id = rounds.with_a_sale().planned()
    with pytest.raises(Refused, match=r"scenario\.adopted_stays"):
        rounds.do(discard_scenario, rounds.scenarios(round_id)[0].id, seen=None)


ACTS: dict[str, Callable[[Rounds, RoundId, Any], Any]] = {
    "add": lambda _rounds, round_id, by: add_scenario(round_id, "x", policy=RoundPolicy(), by=by, now=NOW),
    "edit": lambda rounds, round_id, by: edit_by_hand(round_id, edit(rounds, EditKind.FORBID), by=by, now=NOW),
    "adopt": lambda _rounds, round_id, by: adopt_scenario(round_id, 1, seen=None, by=by, now=NOW),
    "retry": lambda _rounds, _round_id, by: retry_scenario(ScenarioId(1), seen=None, by=by, now=NOW),
    "discard": lambda _rounds, _round_id, by: discard_scenario(ScenarioId(1), seen=None, by=by, now=NOW),
}


@pytest.mark.parametrize("who", ["a_producer", "a_maker"])
@pytest.mark.parametrize("act", ACTS)
def test_only_facilitators_work_with_scenarios(rounds: Rounds, market: Market, who: str, act: str) -> None:
    round_id, viewer = rounds.with_a_sale().planned(), getattr(market, who)()
    with pytest.raises(NotAllowed, match=r"act\.facilitators_only"):
        market.do(ACTS[act], rounds, round_id, viewer)


@pytest.mark.parametrize("act", ACTS)
def test_what_does_not_exist_is_not_found(rounds: Rounds, market: Market, act: str) -> None:
    rounds.with_a_sale()
    with pytest.raises(NotFound):
        market.do(ACTS[act], rounds, RoundId(999), rounds.facilitator)
