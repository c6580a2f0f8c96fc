"""Large parts: an engine decides them, prices prove them, the audit adds the prices up again, and runs remember."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from matching.audit import Fault, audit
from matching.catalogues.generate import generate
from matching.catalogues.stating import problem_of
from matching.control import Control, Memory, name_of
from matching.deadline import Deadline, peak_megabytes
from matching.deciding import run
from matching.deciding.engines import Decided, engine_of
from matching.executors.processes import Processes
from matching.pairs import Pairs
from matching.parts.market import Market
from matching.plan import Method, Plan, Status
from matching.policy import Floor, Policy, Who
from matching.problem import Problem, Settled, Tier
from matching.solve import solve

from .markets import NO_COST, a_demand, a_lot, a_market


@cache
def market() -> tuple[Problem, Policy]:
    """Draw a market of more pairs than are searched exactly."""
    return problem_of(generate(lots=120, demands=110, seed=5, bag_kilograms=(60.0, 69.0)))


@cache
def decided() -> Plan:
    problem, policy = market()
    return solve(problem, policy=policy, time_limit=120)


def floored() -> Policy:
    return replace(market()[1], floors=(Floor(Who.WOMEN_LED, share=3_000),))


@cache
def decided_with_floor() -> Plan:
    return solve(market()[0], policy=floored(), time_limit=240)


def test_a_large_market_is_decided_close_to_a_bound_that_prices_prove() -> None:
    plan = decided()

    assert audit(market()[0], plan) == ()
    assert plan.status in {Status.FINISHED, Status.OPTIMAL}
    assert Method.PRICES in {part.method for part in plan.parts}
    assert plan.gap <= 0.02 * plan.bound


def test_a_floor_is_kept_by_the_plan_engine() -> None:
    problem, plan = market()[0], decided_with_floor()

    assert audit(problem, plan) == ()
    assert 0 < plan.value <= decided().value
    assert plan.gap <= 0.05 * plan.bound


def test_the_engine_is_chosen_by_how_far_rules_reach() -> None:
    problem, policy = market()
    sold = decided().allocations[0].lot
    cheaper = {lot.key: replace(lot, tiers=(Tier(lot.min_bags + 1, 1_000),)) for lot in problem.lots if lot.key == sold}
    tiered = replace(problem, lots=tuple(cheaper.get(lot.key, lot) for lot in problem.lots))

    assert engine_of(Market(problem, policy).parts()[-1]) == "contracts"
    assert engine_of(Market(tiered, policy).parts()[-1]) == "plans"
    assert engine_of(Market(problem, floored()).parts()[0]) == "plans"


@pytest.mark.parametrize("plan", [decided, decided_with_floor])
def test_a_bound_below_what_its_prices_show_is_found(plan: object) -> None:
    assert callable(plan)
    honest: Plan = plan()
    at = max(range(len(honest.parts)), key=lambda place: honest.parts[place].pairs)
    parts = list(honest.parts)
    parts[at] = replace(parts[at], bound=parts[at].bound - max(1, honest.gap // 2))
    liar = replace(honest, parts=tuple(parts), bound=honest.bound - 1)

    assert Fault.WRONG_PROOF in {each.fault for each in audit(market()[0], liar)}


@pytest.mark.parametrize("proof", ["", "hope:", "contracts:!!", "contracts:AAAA", "plans:"])
def test_a_proof_that_proves_nothing_is_found(proof: str) -> None:
    parts = tuple(replace(part, proof=proof) if part.method is Method.PRICES else part for part in decided().parts)

    assert Fault.WRONG_PROOF in {each.fault for each in audit(market()[0], replace(decided(), parts=parts))}


def test_proofs_of_another_market_are_found() -> None:
    more = replace(decided(), parts=(*decided().parts, decided().parts[-1]))
    assert Fault.WRONG_PROOF in {each.fault for each in audit(market()[0], more)}


def test_the_same_problem_gets_the_same_plan() -> None:
    problem, policy = market()

    assert solve(problem, policy=policy, time_limit=120) == decided()


def test_plans_generated_over_processes_are_the_same() -> None:
    problem = market()[0]
    with Processes(2) as workers:
        plan = solve(problem, policy=floored(), time_limit=240, control=Control(executor=workers))

    assert plan == decided_with_floor()


def test_what_was_decided_before_is_not_decided_again() -> None:
    problem, policy = market()
    control = Control(memory=Memory())
    first = solve(problem, policy=policy, time_limit=120, control=control)

    assert solve(problem, policy=policy, time_limit=120, control=control) == first
    assert all(name_of(part) in control.memory.parts for part in Market(problem, policy).parts())


def test_after_a_refusal_the_plan_starts_from_where_it_stood() -> None:
    problem, policy = market()
    control = Control(memory=Memory())
    line = solve(problem, policy=policy, time_limit=120, control=control).allocations[0]
    refused = replace(problem, settled=(Settled(line.lot, line.demand, most_bags=0),))

    plan = solve(refused, policy=policy, time_limit=120, control=control)

    assert audit(refused, plan) == ()
    assert (line.lot, line.demand) not in {(each.lot, each.demand) for each in plan.allocations}
    assert plan.gap <= 0.02 * plan.bound


def test_a_lot_that_is_withdrawn_takes_its_pairs_along() -> None:
    problem, policy = market()
    control = Control(memory=Memory())
    solve(problem, policy=policy, time_limit=120, control=control)
    stays = problem.pairs.lot != 0
    columns = (
        problem.pairs.lot - 1,
        problem.pairs.demand,
        problem.pairs.value,
        problem.pairs.landed,
        problem.pairs.fit,
    )
    fewer = Problem(problem.lots[1:], problem.demands, Pairs(*(column[stays] for column in columns)))

    assert audit(fewer, solve(fewer, policy=policy, time_limit=120, control=control)) == ()


def test_a_large_search_that_is_called_off_answers_with_what_it_has() -> None:
    problem, policy = market()
    calls = iter([False] * 6)

    plan = solve(problem, policy=policy, time_limit=60, control=Control(cancelled=lambda: next(calls, True)))

    assert audit(problem, plan) == ()
    assert plan.status is Status.STOPPED


def test_a_run_that_needs_too_much_memory_is_ended() -> None:
    problem, policy = market()

    plan = solve(problem, policy=policy, time_limit=60, control=Control(megabytes=1))

    assert plan.status is Status.STOPPED
    assert peak_megabytes() > 1
    assert Deadline(5, megabytes=10**6).left() > 0


def test_a_bound_that_is_worse_than_counting_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "decide_large", lambda *_, **__: Decided(None, 10**15, "hope:"))

    plan = solve(market()[0], policy=market()[1], time_limit=60)

    assert {part.method for part in plan.parts} == {Method.SEARCH}
    assert audit(market()[0], plan) == ()


def test_only_bounds_by_prices_are_proven_again() -> None:
    lots, demands = [a_lot("a"), a_lot("b")], [a_demand("x"), a_demand("y")]
    problem = a_market(lots, demands, values={("a", "x"): 50, ("b", "y"): 60})
    plan = solve(problem, policy=NO_COST, time_limit=60)
    claimed = replace(plan, parts=(replace(plan.parts[0], method=Method.PRICES, proof="hope:"), plan.parts[1]))

    assert [each.at for each in audit(problem, claimed)] == ["part 0"]


def test_pairs_keep_their_number_from_market_to_market() -> None:
    memory, part = Memory(), Market(*market()).parts()[-1]
    keys = Market(*market()).keys(part)

    first, again = memory.numbered(part, keys), memory.numbered(part, keys[::-1])

    assert np.array_equal(first.pair, again.pair[::-1])
