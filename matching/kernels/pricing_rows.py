"""What the judging of pairs is told of lots and demands, as rows of plain arrays."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.pairs import FloatArray, IntArray

Float32Array = NDArray[np.float32]
Int32Array = NDArray[np.int32]
ByteArray = NDArray[np.uint8]
NEVER = -(2**62)
"""The gain of a place that stays empty."""


class Lots(NamedTuple):
    """The lots in the order of the sieve: run after run of lots with like certificates and cadmium, by first day."""

    features: Float32Array
    opens: Int32Array
    closes: Int32Array
    profile: FloatArray
    cadmium: IntArray
    certificates: IntArray
    ask: IntArray
    origin: IntArray
    short_cadmium: Int32Array
    short_certificates: Int32Array
    number: IntArray


class Demands(NamedTuple):
    """The demands in the order of the sieve; `bar`, `slope` and `top` are the thresholds of its comparisons."""

    features: Float32Array
    bar: Float32Array
    slope: Float32Array
    top: FloatArray
    opens: Int32Array
    closes: Int32Array
    target: FloatArray
    weights: FloatArray
    scale: FloatArray
    cap: IntArray
    required: IntArray
    short_cap: Int32Array
    short_required: Int32Array
    port: IntArray
    ceiling: IntArray


class Terms(NamedTuple):
    """What all pairs share: freight in cents per tonne, the part of the ceiling a misfit costs, tonnes in a bag."""

    freight: IntArray
    misfit_cost: float
    tonnes: float
