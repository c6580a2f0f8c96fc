"""A solver says nothing on standard output, so that what is written there can be read by programs."""

import subprocess
import sys
from pathlib import Path

import pytest

from matching.milp import solver

TWO = """
from matching.milp.solver import quiet_solver
for _ in range(2):
    solver = quiet_solver()
    solver.addVar(0.0, 1.0)
    solver.run()
print("done")
"""


def test_the_library_does_not_print_its_name() -> None:
    done = subprocess.run(
        [sys.executable, "-c", TWO], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )

    assert done.stdout == "done\n"


def test_standard_output_is_back_once_the_first_one_is_made(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(solver, "_made", [])
    assert solver.quiet_solver().getNumCol() == 0
    print("heard")  # noqa: T201 - whether this is heard is the question
    assert capfd.readouterr().out == "heard\n"
