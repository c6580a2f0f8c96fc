"""The one way in which this library compiles a loop."""

from collections.abc import Callable
from typing import TypeVar, cast

import numba

Compiled = TypeVar("Compiled", bound=Callable[..., object])


def kernel(function: Compiled) -> Compiled:
    """Compile a loop over arrays; it holds no interpreter lock, and is kept beside its file once compiled.

    Arithmetic is strict (no reordering of sums), so that every machine and every number of threads computes the same.
    A kernel calls only kernels of its own file: what is kept is compiled anew when that file changes, and only then.
    """
    return cast("Compiled", numba.njit(cache=True, nogil=True, error_model="numpy")(function))
