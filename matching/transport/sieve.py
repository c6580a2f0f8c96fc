"""Which pairs of a whole market gain, and by how much: all pairs are judged, few are worked out."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np

from matching.catalogues.catalogue import Catalogue
from matching.catalogues.valuing import GRAMS_PER_TONNE
from matching.checks import malformed
from matching.executors.here import Threads
from matching.kernels.pricing import best_pairs, list_pairs, raise_prices
from matching.kernels.pricing_rows import NEVER, Demands, Float32Array, Terms
from matching.kernels.transport_columns import place
from matching.pairs import FloatArray, IntArray
from matching.transport.columns import Columns, Int32Array
from matching.transport.layout import Block, lay_out
from matching.transport.thresholds import ROUNDING, ROUNDINGS, demands_in_order, lots_in_order

Answer = TypeVar("Answer")
DEAREST_BAG = 2**26
MOST_BAGS = 2**26
"""With prices in 64 parts of a cent, all sums stay below 2**60."""


class Sieve:
    """A market of one bag weight made ready for judging all its pairs, by `workers` threads with the same answer."""

    def __init__(self, catalogue: Catalogue, *, workers: int = 1) -> None:
        self._workers = workers
        self.terms = Terms(catalogue.freight, float(catalogue.misfit_cost), bag_weight(catalogue) / GRAMS_PER_TONNE)
        self.layout = lay_out(catalogue)
        self.lots = lots_in_order(catalogue, self.layout.lots)
        landed = catalogue.freight[self.lots.origin].T + self.lots.ask
        self._cost = np.ascontiguousarray(landed * self.terms.tonnes)
        dearest = float(np.abs(self._cost).max(initial=0.0))
        self.demands = demands_in_order(catalogue, self.layout.demands, terms=self.terms, dearest=dearest)

    def listed(self, *, above: int = 0) -> Columns:
        """List every pair that may meet and is worth more than `above` cents a bag.

        Above 0 these are exactly the pairs of `matching.catalogues.valuing.admissible_pairs`.
        """
        demands, cost = self._aimed(np.zeros(len(self.layout.lots)))

        counts, order = np.zeros(len(self.layout.demands), dtype=np.int64), self.layout.demands

        def work(block: Block) -> tuple[Int32Array, Int32Array, IntArray]:
            rows, spans = block
            room = int((spans[:, 1] - spans[:, 0]).sum()) * (rows[1] - rows[0])
            out = np.empty(room, dtype=np.int32), np.empty(room, dtype=np.int32), np.empty(room, dtype=np.int64)
            size = list_pairs(self.lots, demands, self.terms, cost, rows, spans, above, counts, *out)
            return out[0][:size], out[1][:size], out[2][:size]

        found = self._over_blocks(work)
        start = np.zeros(len(order) + 1, dtype=np.int64)
        start[order + 1] = counts
        np.cumsum(start, out=start)
        columns = Columns(start, np.empty(start[-1], dtype=np.int32), np.empty(start[-1], dtype=np.int64))
        places = start[order]
        for part in found:
            place(*part, places, columns.lot, columns.value)
        return columns

    def best(self, price: IntArray, floor: IntArray, *, most: int, scale: int = 1) -> Columns:
        """Find the `most` best pairs of each demand by `scale` times value less price of the lot, above its floor.

        A demand that has none has none in the whole market.
        """
        size, order = len(self.layout.demands), self.layout.demands
        gain = np.full((size, most), NEVER)
        lot, value = np.zeros((size, most), dtype=np.int32), np.zeros((size, most), dtype=np.int64)
        its_price, its_floor = price[self.layout.lots], floor[order]
        demands, cost = self._aimed(its_price / scale)

        def work(block: Block) -> int:
            return best_pairs(
                self.lots, demands, self.terms, cost, scale, its_price, its_floor, *block, gain, lot, value
            )

        self._over_blocks(work)
        row, at = np.nonzero(gain > NEVER)
        return Columns.of(order[row], lot[row, at], value=value[row, at], demands=size)

    def prices_against(self, floor: IntArray) -> IntArray:
        """Return the least prices of the lots at which no demand gains more than its floor."""
        floors = floor[self.layout.demands]
        demands, cost = self._aimed(np.zeros(len(self.layout.lots)))

        def work(block: Block) -> IntArray:
            prices = np.zeros(len(self.layout.lots), dtype=np.int64)
            raise_prices(self.lots, demands, self.terms, cost, floors, *block, prices)
            return prices

        raised = np.zeros(len(self.layout.lots), dtype=np.int64)
        for block in self._over_blocks(work):
            raised[self.layout.lots] = np.maximum(raised[self.layout.lots], block)
        return raised

    def _aimed(self, price: FloatArray) -> tuple[Demands, Float32Array]:
        """Return thresholds and costs at these prices of the lots; dearer lots lose more to rounding."""
        loss = ROUNDINGS * ROUNDING * float(np.abs(price).max(initial=0))
        return self.demands._replace(top=self.demands.top + loss), (self._cost + price).astype(np.float32)

    def _over_blocks(self, work: Callable[[Block], Answer]) -> list[Answer]:
        return Threads(self._workers).map(_judged, work, blocks=self.layout.blocks)


def _judged(work: Callable[[Block], Answer], block: Block) -> Answer:
    return work(block)


def bag_weight(catalogue: Catalogue) -> int:
    """Return the one bag weight of a market in grams.

    A market that mixes bag weights is no transportation problem, and one of too many or too dear bags could overflow
    the sums of whole numbers; both are refused.
    """
    weights = np.unique(catalogue.offered.bag_grams)
    if len(weights) > 1:
        raise malformed("catalogue.offered.bag_grams", "all lots of a transportation problem have one bag weight")
    grams = int(weights[0]) if len(weights) else 1
    if int(catalogue.sought.ceiling.max(initial=0)) * grams > DEAREST_BAG * GRAMS_PER_TONNE:
        raise malformed("catalogue.sought.ceiling", f"a bag is worth more than {DEAREST_BAG} cents")
    if max(int(catalogue.offered.bags.sum()), int(catalogue.sought.most_grams.sum()) // grams) > MOST_BAGS:
        raise malformed("catalogue", f"more than {MOST_BAGS} bags are offered or sought")
    return grams


def bags_sought(catalogue: Catalogue) -> IntArray:
    """Return how many whole bags each demand takes at most."""
    bags: IntArray = catalogue.sought.most_grams // bag_weight(catalogue)
    return bags
