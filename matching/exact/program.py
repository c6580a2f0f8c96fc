"""A market as an exact program: lots, demands, parcels with fees, opening costs and packages, all in whole numbers."""

from dataclasses import dataclass

import numpy as np

from matching.pairs import IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """Maximise the value of parcels and packages under the limits of lots and demands; every array is int64.

    An arc (`lot`, `demand`) carries no bags or `low` to `high` bags; a bag is worth `value`, and using the arc costs
    `fee` once (a negative fee is a gain). A lot gives `supply_least` to `supply` bags in all and costs `opening` once
    when it gives any. A demand takes `least` to `most` bags from `least_lots` to `most_lots` lots.
    A package is sold whole or not at all for `package_value`; row by row, `package` takes `package_bags` from
    `package_lot`. Values are counted in units of 1 / `scale` of the published currency.
    """

    lot: IntArray
    demand: IntArray
    value: IntArray
    fee: IntArray
    low: IntArray
    high: IntArray
    supply_least: IntArray
    supply: IntArray
    opening: IntArray
    least: IntArray
    most: IntArray
    least_lots: IntArray
    most_lots: IntArray
    package_value: IntArray
    package: IntArray
    package_lot: IntArray
    package_bags: IntArray
    scale: int


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """The bags of each arc, and 1 for each package that is sold."""

    bags: IntArray
    sold: IntArray


def value_of(program: Program, point: Point) -> int:
    """Return the exact value of a point in the program's whole units."""
    used = (_bags_by_lot(program, point) > 0).astype(np.int64)
    arcs = int(program.value @ point.bags) - int(program.fee @ (point.bags > 0))
    return arcs + int(program.package_value @ point.sold) - int(program.opening @ used)


def is_feasible(program: Program, point: Point) -> bool:
    """Check every rule of the program in whole numbers."""
    is_used, demands = point.bags > 0, len(program.least)
    given = _bags_by_lot(program, point)
    taken = _sum_by(program.demand, point.bags, demands)
    lots = _sum_by(program.demand, is_used.astype(np.int64), demands)
    parcels_fit = (program.low <= point.bags) & (point.bags <= program.high)
    return bool(
        (parcels_fit | (point.bags == 0)).all()
        and np.isin(point.sold, (0, 1)).all()
        and ((program.supply_least <= given) & (given <= program.supply)).all()
        and ((program.least <= taken) & (taken <= program.most)).all()
        and ((program.least_lots <= lots) & (lots <= program.most_lots)).all()
    )


def _bags_by_lot(program: Program, point: Point) -> IntArray:
    lots = len(program.supply)
    packed = program.package_bags * point.sold[program.package]
    return _sum_by(program.lot, point.bags, lots) + _sum_by(program.package_lot, packed, lots)


def _sum_by(group: IntArray, amounts: IntArray, size: int) -> IntArray:
    sums = np.zeros(size, dtype=np.int64)
    np.add.at(sums, group, amounts)
    return sums
