"""`python -m matching` at a terminal."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from matching.__main__ import main
from matching.policy import Policy
from matching.written import write_problem

from .markets import BAG, a_demand, a_lot, a_market

INSTANCES = Path(__file__).parents[1] / "instances"


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    lots = [a_lot("a", bags=5, min_bags=5)]
    market = a_market(lots, [a_demand("low"), a_demand("high")], values={("a", "low"): 50, ("a", "high"): 60})
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(write_problem(market, Policy(salt="s", contract_cost=0))), encoding="utf-8")
    return path


@pytest.fixture
def plan(problem: Path, tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    assert main(["solve", str(problem), "--out", str(path)]) == 0
    return path


def changed(plan: Path, **changes: Any) -> Path:
    written = json.loads(plan.read_text(encoding="utf-8"))
    written["allocations"][0].update(changes)
    plan.write_text(json.dumps(written), encoding="utf-8")
    return plan


def test_a_problem_is_solved_with_its_progress_told(problem: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["solve", str(problem)]) == 0

    said = capsys.readouterr()
    assert said.out.startswith(
        "optimal: 1 allocations worth 3.00 USD; no plan is worth more than 3.00 USD (gap 0.000%)."
    )
    assert json.loads(said.out.split("\n", 1)[1])["value"] == 300
    assert "greedy" in said.err


def test_an_honest_plan_passes_the_audit(problem: Path, plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", str(problem), str(plan)]) == 0
    assert "The plan is what it claims." in capsys.readouterr().out


def test_a_broken_promise_is_named(problem: Path, plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", str(problem), str(changed(plan, bags=4, grams=4 * BAG))]) == 1
    assert "below_lot_parcel at a > high: claimed 4, right is 5" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ([], "demand low: outbid (cost_cents 50, value_cents 250); would have won: ceiling "),
        (["--demand", "low"], "demand low: outbid"),
        (["--demand", "high"], "It is in the plan."),
        (["--demand", "low", "--lot", "a"], "pair a > low: outbid"),
    ],
)
def test_what_is_left_out_is_explained(
    problem: Path, plan: Path, capsys: pytest.CaptureFixture[str], asked: list[str], told: str
) -> None:
    assert main(["explain", str(problem), str(plan), *asked]) == 0
    assert told in capsys.readouterr().out


def test_a_reason_without_facts_is_told_by_its_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, plan = tmp_path / "p.json", tmp_path / "plan.json"
    path.write_text(json.dumps(write_problem(a_market([a_lot()], [], values={}), Policy())), encoding="utf-8")
    main(["solve", str(path), "--out", str(plan)])
    main(["explain", str(path), str(plan)])

    assert capsys.readouterr().out.endswith("lot lot: no_admissible_demand\n")


def test_a_drawn_market_can_be_solved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "drawn.json"

    assert main(["generate", "--lots", "12", "--demands", "9", "--seed", "3", "--out", str(path)]) == 0
    assert main(["solve", str(path), "--out", str(tmp_path / "plan.json")]) == 0
    assert capsys.readouterr().out.startswith("optimal: ")


def test_a_published_instance_is_solved(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["solve", str(INSTANCES / "fctp" / "fctp-bk4x3.mps.bz2"), "--format", "fctp"]) == 0
    assert "350" in capsys.readouterr().out


def test_malformed_input_is_refused_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "broken.json"
    path.write_text('{"form": "mazorca-matching-2", "lots": [], "demands": [], "colour": 1}', encoding="utf-8")

    assert main(["solve", str(path)]) == 2
    assert capsys.readouterr().err == "matching: problem.colour: it is unknown here\n"


def test_it_is_a_command(tmp_path: Path) -> None:
    asked = [sys.executable, "-m", "matching", "audit", str(tmp_path / "no.json"), str(tmp_path / "no.json")]
    done = subprocess.run(asked, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])

    assert done.returncode == 2
    assert "it cannot be read" in done.stderr
