"""A solver says nothing on standard output, so that what is written there can be read by programs."""

import subprocess
import sys
from pathlib import Path

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
