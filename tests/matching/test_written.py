"""What is written as JSON is read back the same, and what is malformed is refused by its place."""

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

import matching
from matching.fingerprint import fingerprint
from matching.policy import Policy
from matching.problem import Problem
from matching.schema import plan_schema, problem_schema
from matching.solve import solve
from matching.written import FORM, load, read_plan, read_problem, write_plan, write_problem

from .everything import policies, problems
from .markets import NO_COST, a_demand, a_lot, a_market


@settings(max_examples=50, deadline=None)
@given(problem=problems(), policy=policies())
def test_a_problem_comes_back_as_it_was(problem: Problem, policy: Policy) -> None:
    read, rules = read_problem(json.loads(json.dumps(write_problem(problem, policy))))

    assert (fingerprint(read), rules) == (fingerprint(problem), policy)


def test_what_is_not_measured_comes_back_as_not_measured() -> None:
    problem = replace(market(), lots=(a_lot(profile=(math.nan,)),), attributes=("cacao",))

    read, _ = read_problem(json.loads(json.dumps(write_problem(problem, NO_COST), allow_nan=False)))

    assert math.isnan(read.lots[0].profile[0])


def test_a_plan_comes_back_as_it_was() -> None:
    plan = solve(market(), policy=NO_COST, time_limit=60)

    assert read_plan(json.loads(json.dumps(write_plan(plan)))) == plan


def market() -> Problem:
    return a_market([a_lot()], [a_demand()], values={("lot", "demand"): 50})


def changed(**changes: Any) -> dict[str, Any]:
    return {**write_problem(market(), NO_COST), **changes}


def lot(**changes: Any) -> list[dict[str, Any]]:
    return [{**write_problem(market(), NO_COST)["lots"][0], **changes}]


PAIR = {"lot": "lot", "demand": "demand", "value": 1, "landed": 2, "fit": 0.5}
MALFORMED: list[tuple[str, object]] = [
    ("problem", []),
    ("form", changed(form="another")),
    ("problem.colour", changed(colour=1)),
    ("lots", {key: value for key, value in changed().items() if key != "lots"}),
    ("lots", changed(lots={})),
    (r"lots\[0\]", changed(lots=[3])),
    (r"lots\[0\].colour", changed(lots=lot(colour=1))),
    (r"lots\[0\].bags", changed(lots=[{"key": "a"}])),
    (r"lot lot: bags", changed(lots=lot(bags=-1))),
    (r"lot lot: bags", changed(lots=lot(bags=10**7))),
    (r"lots\[0\].profile\[0\]", changed(lots=lot(profile=["5"]))),
    (r"lots\[0\].profile\[0\]", changed(lots=lot(profile=[True]))),
    (r"policy.aims\[0\].measure", changed(policy={"aims": [{"measure": "beauty"}]})),
    (r"pairs\[0\].lot", changed(pairs=[{**PAIR, "lot": "x"}])),
    (r"pairs\[0\].demand", changed(pairs=[{**PAIR, "demand": "x"}])),
    (r"pairs\[0\].fit", changed(pairs=[{key: PAIR[key] for key in PAIR if key != "fit"}])),
    (r"pairs\[0\].more", changed(pairs=[{**PAIR, "more": 1}])),
    ("pairs.value", changed(pairs=[{**PAIR, "value": "much"}])),
]


@pytest.mark.parametrize(("where", "written"), MALFORMED)
def test_a_malformed_problem_is_refused_by_its_place(where: str, written: object) -> None:
    with pytest.raises(ValueError, match=f"^{where}: "):
        read_problem(written)


@pytest.mark.parametrize(
    ("where", "changes"),
    [("form", {"form": "x"}), ("plan.costs", {"costs": ...}), (r"plan.versions\[0\]", {"versions": [["a", "b", "c"]]})],
)
def test_a_malformed_plan_is_refused_by_its_place(where: str, changes: dict[str, Any]) -> None:
    plan = write_plan(solve(market(), policy=NO_COST, time_limit=60))
    plan.update(changes)
    if plan["costs"] is ...:
        del plan["value"]
        where = "plan.value"

    with pytest.raises(ValueError, match=f"^{where}: "):
        read_plan(plan)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")

    for path in (broken, tmp_path / "absent.json"):
        with pytest.raises(ValueError, match=path.name):
            load(path)


def test_the_form_is_named() -> None:
    assert write_problem(market(), NO_COST)["form"] == FORM


@pytest.mark.parametrize(("name", "made"), [("problem", problem_schema), ("plan", plan_schema)])
def test_the_schema_beside_the_code_is_fresh(name: str, made: Callable[[], dict[str, Any]]) -> None:
    kept = Path(str(matching.__file__)).with_name(f"{name}.schema.json").read_text(encoding="utf-8")

    assert json.loads(kept) == made()
