"""Published instances are solved to their published optima, with proof."""

import json
from pathlib import Path

import pytest

from matching.instances.report import solve_instance

FILES = Path(__file__).parent.parent.parent / "instances"
KNOWN = [
    ("fctp", "fctp-bk4x3.mps.bz2", "350"),
    ("fctp", "fctp-gr4x6.mps.bz2", "202.35"),
    ("fctp", "fctp-bal8x12.mps.bz2", "471.55"),
    ("fctp", "fctp-ran16x16.mps.bz2", "3823"),
    ("cap", "cap71.txt", "932615.75"),
    ("cap", "cap134.txt", "928941.75"),
    ("gap", "gap1-0", "261"),
    ("gap", "gap1-2", "256"),
    ("gap", "gap6-1", "527"),
    ("gap", "c05100", "1931"),
    ("auction", "regions_40.txt", "4558.8953"),
    ("auction", "rand2000_100.txt", "18.1651"),
]


@pytest.mark.parametrize(("family", "name", "optimum"), KNOWN)
def test_a_published_optimum_is_reached_and_proven(family: str, name: str, optimum: str) -> None:
    _, found = solve_instance(FILES / family / name, family, seconds=60)
    assert (found["status"], found["objective"], found["bound"]) == ("optimal", optimum, optimum)


def test_the_summary_names_status_objective_and_bound() -> None:
    summary, _ = solve_instance(FILES / "gap" / "gap1-0", "gap", seconds=60)
    assert summary.splitlines()[:3] == [
        "gap1-0 (gap, minimise): optimal",
        "  objective 261",
        "  bound     261",
    ]


def test_the_answer_is_json_and_lists_what_trades() -> None:
    _, found = solve_instance(FILES / "gap" / "gap1-0", "gap", seconds=60)
    arcs = json.loads(json.dumps(found))["arcs"]
    assert sorted(demand for _, demand, _ in arcs) == list(range(15))


def test_without_time_nothing_is_known_but_a_bound() -> None:
    _, found = solve_instance(FILES / "gap" / "c10100", "gap", seconds=0)
    assert found["status"] == "unknown"
    assert float(str(found["bound"])) <= 1402


def test_what_cannot_be_served_is_infeasible(tmp_path: Path) -> None:
    path = tmp_path / "tight"
    path.write_text("1 2\n3 4\n5 5\n6\n", encoding="utf-8")
    summary, found = solve_instance(path, "gap", seconds=60)
    assert (found["status"], found["objective"], found["arcs"]) == ("infeasible", None, [])
    assert "infeasible" in summary
