"""In which order lots and demands are judged, so that whole stretches that cannot meet are passed over."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from matching.catalogues.catalogue import Catalogue
from matching.pairs import IntArray

ROWS = 128
MOST_BITS = 5
MOST_CAPS = 8
LONG_RUN = 512
MIXED = -1
Block = tuple[tuple[int, int], IntArray]


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Lots and demands in the order of the sieve, and its work: a block of demands with the stretches of lots it sees.

    A stretch is a row of three: first lot, end, and the most days a lot of it is open, or MIXED where its lots are not
    sorted by first day and any rule may still fail. What is outside a block's stretches cannot meet its demands.
    """

    lots: IntArray
    demands: IntArray
    blocks: tuple[Block, ...]


def lay_out(catalogue: Catalogue) -> Layout:
    """Sort lots into runs of like certificates and cadmium, each by first day, and demands into blocks alike.

    Certificates that few demands ask for make no runs of their own, and runs are no shorter than is worth a look.
    """
    offered, sought = catalogue.offered, catalogue.sought
    bits = _asked_bits(sought.required, most=_log2(len(offered) // LONG_RUN))
    caps = np.unique(sought.cadmium_cap)
    caps = caps[np.unique(np.linspace(0, len(caps) - 1, MOST_CAPS).astype(np.int64))] if len(caps) else caps
    held = np.stack([offered.certificates & bits, np.searchsorted(caps, offered.cadmium)])
    asked = np.stack([sought.required & bits, np.searchsorted(caps, sought.cadmium_cap)])
    lots = np.lexsort((offered.opens, held[1], held[0]))
    demands = np.lexsort((sought.opens, asked[1], asked[0]))
    runs = _runs(held[:, lots], offered.opens[lots], offered.closes[lots])
    asked, opens, closes = asked[:, demands], sought.opens[demands], sought.closes[demands]
    blocks = []
    for first, last in _stretches(asked, ROWS):
        days = int(opens[first:last].min()), int(closes[first:last].max())
        met = [run.met(days) for run in runs if run.suits(int(asked[0, first]), int(asked[1, first]))]
        blocks.append(((first, last), np.array(_joined(met), dtype=np.int64).reshape(-1, 3)))
    return Layout(lots, demands, tuple(blocks))


@dataclass(frozen=True, slots=True, eq=False)
class _Run:
    """Lots `first` to `end` hold the same certificates and are of the same class of cadmium."""

    first: int
    end: int
    certificates: int
    cadmium: int
    opens: IntArray
    longest: int

    def suits(self, required: int, cap: int) -> bool:
        return self.certificates & required == required and self.cadmium <= cap

    def met(self, days: tuple[int, int]) -> tuple[int, int, int]:
        """Return the stretch of the run that may be open within some days; of a short run, all of it."""
        if self.end - self.first < LONG_RUN:
            return self.first, self.end, MIXED
        low = int(np.searchsorted(self.opens, days[0] - self.longest))
        high = int(np.searchsorted(self.opens, days[1], side="right"))
        return self.first + low, self.first + high, self.longest


def _runs(held: IntArray, opens: IntArray, closes: IntArray) -> list[_Run]:
    found = []
    for first, end in _stretches(held, max(1, len(opens))):
        longest = int((closes[first:end] - opens[first:end]).max())
        certificates, cadmium = held[:, first].tolist()
        found.append(_Run(first, end, certificates, cadmium, opens[first:end], longest))
    return found


def _joined(stretches: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Join mixed stretches that lie side by side."""
    found: list[tuple[int, int, int]] = []
    for first, end, longest in stretches:
        if found and found[-1][1] == first and longest == found[-1][2] == MIXED:
            found[-1] = (found[-1][0], end, MIXED)
        else:
            found.append((first, end, longest))
    return found


def _log2(size: int) -> int:
    return max(0, size.bit_length() - 1)


def _asked_bits(required: IntArray, *, most: int) -> int:
    """Return a mask of the certificates that most demands ask for, `most` and MOST_BITS at most."""
    counts = [(int(((required >> bit) & 1).sum()), bit) for bit in range(int(required.max(initial=0)).bit_length())]
    return sum(1 << bit for count, bit in sorted(counts)[::-1][: min(most, MOST_BITS)] if count)


def _stretches(keys: IntArray, most: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of equal keys, `most` long at most."""
    size = keys.shape[1]
    edges = [0, *(np.flatnonzero((keys[:, 1:] != keys[:, :-1]).any(axis=0)) + 1).tolist(), size]
    for first, last in pairwise(edges):
        for at in range(first, last, most):
            yield at, min(at + most, last)
