"""What a float32 matrix product needs to judge pairs, and how far it can be wrong: a bound, not a measurement.

The misfit of lot x and demand (t, weights, tolerance) is, with y = x - centre, s = t - centre and
a = weights / tolerance^2, the bilinear form sum(a y^2) - 2 sum(a s y) + sum(a s^2). Its first two sums are a product
of 2 n numbers, done in float32; the last is a constant of the demand.

Each factor is rounded once (relative error at most r = 2^-24), each product once, and a sum of 2 n terms in any order
adds at most 2 n - 1 roundings; so the error is at most ((1 + r)^(2 n + 2) - 1) T <= 1.01 (2 n + 2) r T while
2 n < 10^5, where T, the sum of the terms' sizes, is at most sum(a (Y^2 + 2 |s| Y)) with Y the largest |y| of the
attribute among the lots. The comparison "misfit * slope + cost <= top" adds at most four roundings of sizes up to
slope * (1 + constant + error) and the largest cost. A pair is let go only if it fails by more than all of this.
"""

import numpy as np

from matching.catalogues.catalogue import Catalogue
from matching.catalogues.valuing import BAR
from matching.kernels.pricing_rows import Demands, Float32Array, Lots, Terms
from matching.pairs import FloatArray, IntArray

ROUNDING = 2.0**-24
SAFETY = 1.01
ROUNDINGS = 4
TINY = 1e-6
"""Cents and misfits: more than float64 loses on the way to a threshold."""
HALF_A_CENT = 0.5
LARGEST_SHORT = 2**31 - 1


def lots_in_order(catalogue: Catalogue, order: IntArray) -> Lots:
    """Gather what is known of the lots in the order of the sieve."""
    offered = catalogue.offered
    away = offered.profile[order] - _centre(catalogue)
    return Lots(
        features=np.ascontiguousarray(np.hstack([away * away, away]), dtype=np.float32),
        opens=offered.opens[order].astype(np.int32),
        closes=offered.closes[order].astype(np.int32),
        profile=offered.profile[order],
        cadmium=offered.cadmium[order],
        certificates=offered.certificates[order],
        ask=offered.ask[order],
        origin=offered.origin[order],
        short_cadmium=np.minimum(offered.cadmium[order], LARGEST_SHORT).astype(np.int32),
        short_certificates=(offered.certificates[order] & LARGEST_SHORT).astype(np.int32),
        number=order.astype(np.int64),
    )


def demands_in_order(catalogue: Catalogue, order: IntArray, *, terms: Terms, dearest: float) -> Demands:
    """Gather the demands in the order of the sieve with their thresholds.

    `dearest` is the largest ask plus freight in cents per bag; prices of lots add to it, see `widened`.
    """
    sought = catalogue.sought
    scale = sought.tolerance[order] * sought.tolerance[order]
    pull = sought.weights[order] / scale[:, np.newaxis]
    aim = sought.target[order] - _centre(catalogue)
    constant = (pull * aim * aim).sum(axis=1)
    error = _product_error(catalogue, pull, aim)
    slope = sought.ceiling[order] * terms.misfit_cost * terms.tonnes
    loss = ROUNDINGS * ROUNDING * (slope * (BAR + constant + error) + dearest) + slope * error + TINY
    return Demands(
        features=np.ascontiguousarray(np.hstack([pull, -2.0 * pull * aim]), dtype=np.float32),
        bar=_upwards(BAR - constant + error + TINY),
        slope=slope.astype(np.float32),
        top=sought.ceiling[order] * terms.tonnes - slope * constant - HALF_A_CENT + loss,
        opens=sought.opens[order].astype(np.int32),
        closes=sought.closes[order].astype(np.int32),
        target=sought.target[order],
        weights=sought.weights[order],
        scale=scale,
        cap=sought.cadmium_cap[order],
        required=sought.required[order],
        short_cap=np.minimum(sought.cadmium_cap[order], LARGEST_SHORT).astype(np.int32),
        short_required=(sought.required[order] & LARGEST_SHORT).astype(np.int32),
        port=sought.port[order],
        ceiling=sought.ceiling[order],
    )


def _product_error(catalogue: Catalogue, pull: FloatArray, aim: FloatArray) -> FloatArray:
    farthest = np.abs(catalogue.offered.profile - _centre(catalogue)).max(axis=0, initial=0.0)
    sizes: FloatArray = (pull * (farthest * farthest + 2.0 * np.abs(aim) * farthest)).sum(axis=1)
    error: FloatArray = SAFETY * (2 * pull.shape[1] + 2) * ROUNDING * sizes
    return error


def _centre(catalogue: Catalogue) -> FloatArray:
    profile = catalogue.offered.profile
    if not len(profile):
        return np.zeros(profile.shape[1])
    middle: FloatArray = (profile.min(axis=0) + profile.max(axis=0)) / 2
    return middle


def _upwards(values: FloatArray) -> Float32Array:
    return np.nextafter(values.astype(np.float32), np.float32(np.inf))
