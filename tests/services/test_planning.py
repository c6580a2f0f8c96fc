"""Who may store a plan for a round, what is stored, and what never is."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.errors import Stale
from marketplace.domain.mass import Mass
from marketplace.domain.physical import Grade
from marketplace.domain.plans import Plan, Sighting, inputs_hash
from marketplace.domain.rounds import RoundState
from marketplace.queries.rounds.frozen import get_frozen_round
from marketplace.queries.rounds.plans import get_plan
from marketplace.services.planning.claims import audited_plan
from marketplace.services.planning.failures import FaultyPlanError
from marketplace.services.planning.runs import (
    MOST_ATTEMPTS,
    begin_planning,
    fail_planning,
    note_progress,
    store_plan,
)
from marketplace.services.rounds import cancel_round, start_round
from marketplace.wordings import SENTENCES
from matching.reasons import Code
from tests.market import NOW, Market
from tests.rounds import Rounds

SEEN = Sighting(phase="search", seconds=Decimal("0.5"), done=1, total=2, incumbent_cents=100, bound_cents=200)


def test_a_plan_is_stored_with_its_bound_its_inputs_and_their_hash(rounds: Rounds, market: Market) -> None:
    round_id = rounds.with_a_sale().planned()
    frozen = market.do(get_frozen_round, round_id, rounds.facilitator)
    assert frozen.inputs_hash == inputs_hash(frozen.inputs)
    assert (frozen.status, frozen.value_cents, frozen.bound_cents) == ("optimal", 104_500, 104_500)


def test_the_same_inputs_give_the_same_plan(rounds: Rounds) -> None:
    round_id = rounds.with_a_sale().planned()
    assert rounds.page(round_id).versions["plan"] == audited(rounds, round_id).fingerprint


def test_an_allocation_costs_what_the_lot_asked_when_the_inputs_were_frozen(rounds: Rounds, market: Market) -> None:
    plan = market.do(get_plan, rounds.with_a_sale().planned(), rounds.facilitator)
    line = plan.lines[0]
    expected = (20, Mass(Decimal(1000)), Decimal(5650), Decimal(6130))
    assert (line.bags, line.volume, line.price.amount, line.landed) == expected


def test_a_newer_attempt_outdates_the_older_one(rounds: Rounds, market: Market) -> None:
    round_id = rounds.with_a_sale().started()
    older = rounds.begun(round_id)
    rounds.begun(round_id)
    with pytest.raises(Stale, match=r"round\.attempt_outdated"):
        market.do(store_plan, older, rounds.claim(round_id), now=NOW)


def test_a_plan_is_stored_once(rounds: Rounds, market: Market) -> None:
    round_id = rounds.with_a_sale().started()
    attempt = rounds.begun(round_id)
    market.do(store_plan, attempt, rounds.claim(round_id), now=NOW)
    with pytest.raises(Stale):
        market.do(store_plan, attempt, rounds.claim(round_id), now=NOW)


def test_a_stopped_round_takes_no_plan(rounds: Rounds, market: Market) -> None:
    round_id = rounds.with_a_sale().started()
    attempt = rounds.begun(round_id)
    rounds.do(cancel_round, round_id, seen=None)
    with pytest.raises(Stale):
        market.do(store_plan, attempt, rounds.claim(round_id), now=NOW)


def test_a_job_of_an_earlier_run_finds_nothing_to_do(rounds: Rounds, market: Market) -> None:
    round_id = rounds.started()
    rounds.do(cancel_round, round_id, seen=None)
    rounds.do(start_round, round_id, seen=None)
    assert market.do(begin_planning, round_id, 1, inputs={}, now=NOW) is None


def test_a_round_that_keeps_killing_its_workers_is_given_up(rounds: Rounds, market: Market) -> None:
    round_id = rounds.started()
    for _ in range(MOST_ATTEMPTS):
        rounds.begun(round_id)
    assert market.do(begin_planning, round_id, 1, inputs={}, now=NOW) is None
    page = rounds.page(round_id)
    assert page.failure is not None
    assert (page.state, page.failure.code) == (RoundState.FAILED, "round.given_up")


def test_a_failure_is_told(rounds: Rounds, market: Market) -> None:
    round_id = rounds.started()
    market.do(fail_planning, rounds.begun(round_id), "round.solver_died", now=NOW)
    page = rounds.page(round_id)
    assert page.failure is not None
    assert (page.state, page.failure.code) == (RoundState.FAILED, "round.solver_died")


def test_progress_is_told_by_the_newest_attempt_only(rounds: Rounds, market: Market) -> None:
    round_id = rounds.started()
    older, newer = rounds.begun(round_id), rounds.begun(round_id)
    assert [market.do(note_progress, each, [SEEN], now=NOW) for each in (older, newer)] == [False, True]


def test_progress_is_read_as_it_was_told(rounds: Rounds, market: Market) -> None:
    round_id = rounds.started()
    market.do(note_progress, rounds.begun(round_id), [SEEN], now=NOW + timedelta(seconds=1))
    progress = rounds.page(round_id).progress
    assert progress is not None
    assert (progress.phase, progress.done, progress.total, progress.newest) == ("search", 1, 2, SEEN)


FORGERIES: dict[str, Any] = {
    "a bag too many": lambda claim: claim["allocations"][0].update(bags=claim["allocations"][0]["bags"] + 1),
    "a prettier value": lambda claim: claim.update(value=claim["value"] + 1),
    "a tighter bound": lambda claim: claim.update(bound=claim["bound"] - 1),
    "another problem": lambda claim: claim.update(problem="0" * 64),
    "a lower price": lambda claim: claim["allocations"][0].update(ask=1),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_what_the_audit_objects_to_is_not_stored(rounds: Rounds, market: Market, forgery: str) -> None:
    round_id = rounds.with_a_sale().started()
    attempt, claim = rounds.begun(round_id), rounds.claim(round_id)
    FORGERIES[forgery](claim)
    with pytest.raises(FaultyPlanError):
        market.do(store_plan, attempt, claim, now=NOW)
    assert rounds.page(round_id).state is RoundState.RUNNING


def test_a_demand_that_no_lot_fits_is_told_the_nearest_one(rounds: Rounds, market: Market) -> None:
    rounds.with_a_sale()
    rounds.a_demand(market.a_maker(), global_quality_min=Decimal("9.5"))
    miss = market.do(get_plan, rounds.planned(), rounds.facilitator).demand_misses[0]
    assert miss.nearest is not None
    assert (miss.reason.code, [each.code for each in miss.nearest.reasons]) == (
        "miss.no_admissible_lot",
        ["eligibility.global_quality"],
    )


def test_a_lot_that_no_demand_takes_is_told_the_rules_it_breaks(rounds: Rounds, market: Market) -> None:
    rounds.with_a_sale()
    market.a_lot(market.a_producer(), grade=Grade.SUBSTANDARD, minimum_bags=100)
    misses = market.do(get_plan, rounds.planned(), rounds.facilitator).lot_misses
    reason = misses[0].reason
    assert (reason.code, reason.facts["rules"]) == (
        "miss.no_admissible_demand",
        ["eligibility.grade", "eligibility.moq"],
    )


@pytest.mark.parametrize(("bags", "code"), [(25, "miss.rest_below_parcel"), (30, "miss.rest_unsought"), (20, None)])
def test_a_partly_sold_lot_says_what_is_left(rounds: Rounds, market: Market, bags: int, code: str | None) -> None:
    plan = market.do(get_plan, rounds.with_a_sale(bags=bags).planned(), rounds.facilitator)
    assert [miss.reason.code for miss in plan.lot_misses] == ([code] if code else [])


def test_every_reason_of_the_optimizer_has_a_sentence() -> None:
    assert {f"miss.{code}" for code in Code} <= SENTENCES.keys()


def audited(rounds: Rounds, round_id: Any) -> Plan:
    frozen = rounds.market.do(get_frozen_round, round_id, rounds.facilitator)
    return audited_plan(frozen.inputs, rounds.claim(round_id))
