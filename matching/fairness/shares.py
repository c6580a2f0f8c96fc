"""What counts as a group's part of the market, and how much of it the group could reach if it were alone."""

from dataclasses import dataclass

import numpy as np

from matching.checks import malformed
from matching.fairness.exchange import Exchange, only, sum_by
from matching.fairness.flows import Flows
from matching.pairs import IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """A group's utility is Σ `per_bag` · bags over its pairs, counted in units of its own `whole`.

    `per_bag` (0 or more) has a row for each pair, `whole` one for each group; a group with `whole` 0 does not count.
    """

    per_bag: IntArray
    whole: IntArray

    def __post_init__(self) -> None:
        if (self.per_bag < 0).any() or (self.whole < 0).any():
            raise malformed("measure", "numbers must be 0 or more")

    @property
    def counted(self) -> IntArray:
        """List the groups that count."""
        return np.flatnonzero(self.whole)


def share_of_supply(exchange: Exchange) -> Measure:
    """Measure each group by the share of its bags that it sells."""
    can_sell = np.zeros(exchange.groups, dtype=bool)
    can_sell[exchange.pair_group] = True
    supply = sum_by(exchange.group, exchange.supply, size=exchange.groups)
    return Measure(np.ones_like(exchange.value), np.where(can_sell, supply, 0))


def share_of_gains_alone(exchange: Exchange) -> Measure:
    """Measure each group by its gains, as a share of what it would gain if it were the only one that sells.

    A group that could gain nothing even so does not count.
    """
    whole = np.zeros(exchange.groups, dtype=np.int64)
    for group in range(exchange.groups):
        alone = only(exchange, exchange.pair_group == group)
        whole[group] = Flows(alone).most(alone.value).bound
    return Measure(exchange.value, whole)
