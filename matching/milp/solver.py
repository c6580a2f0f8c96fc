"""Making HiGHS solvers that say nothing: the library prints its name when the first one is made, come what may."""

import os
import sys
import threading
from typing import Any

import highspy

_first = threading.Lock()
_made: list[bool] = []


def quiet_solver() -> Any:  # noqa: ANN401 - the solver ships no types
    """Return a new solver on one thread that prints nothing."""
    with _first:
        solver = highspy.Highs() if _made else _made_silently()
    solver.setOptionValue("output_flag", False)  # noqa: FBT003 - the solver's own signature
    solver.setOptionValue("threads", 1)
    return solver


def _made_silently() -> Any:  # noqa: ANN401 - as above
    """Make the first one with standard output turned away for that moment."""
    _made.append(True)
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        return highspy.Highs()
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
