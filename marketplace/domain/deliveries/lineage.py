"""Where cacao comes from: of each batch and lot, how many grams of which delivery, whatever was split and blended.

Grams are whole. A batch's dry weight is shared among what went into it by dry equivalent; each draw takes of what is
left in the proportion in which it is left, so that the shares of a draw add up to the draw, and those of all draws and
the rest to the batch. Largest remainders get the last grams, of equal ones the earlier delivery.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from marketplace.domain.ids import BatchId, DeliveryId, LotId
from marketplace.domain.mass import Mass

K = TypeVar("K", bound=int)
Shares = dict[DeliveryId, int]
FINE = 10_000
"""Dry equivalents are counted in ten-thousandths of a gram."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger: from a delivery or a batch, into a batch or a lot; a return weighs less than nothing."""

    weight: Mass
    delivery: DeliveryId | None = None
    from_batch: BatchId | None = None
    batch: BatchId | None = None
    lot: LotId | None = None


@dataclass(frozen=True, slots=True)
class Lineage:
    """Whose cacao is where, in grams by delivery; `left` is what no one has drawn of a closed batch."""

    lots: Mapping[LotId, Shares] = field(default_factory=dict)
    batches: Mapping[BatchId, Shares] = field(default_factory=dict)
    left: Mapping[BatchId, Shares] = field(default_factory=dict)


def apportion(total: int, weights: Mapping[K, int]) -> dict[K, int]:
    """Share whole grams by weight so that they add up; the largest remainders get the last ones."""
    whole = sum(weights.values())
    if whole <= 0:
        return {}
    keys = sorted(weights)
    shares = {key: total * weights[key] // whole for key in keys}
    by_rest = sorted(keys, key=lambda key: (-(total * weights[key] % whole), key))
    for key in by_rest[: total - sum(shares.values())]:
        shares[key] += 1
    return {key: share for key, share in shares.items() if share}


def trace(
    lines: Iterable[Line], *, dry_weights: Mapping[BatchId, Mass], dryness: Mapping[DeliveryId, Decimal]
) -> Lineage:
    """Follow every gram of the ledger.

    `dry_weights` holds the closed batches, `dryness` what a kilogram of each delivery is worth dry (1 where it came
    dry). Lines must be all that flowed out of any batch concerned, in the order in which they were written.
    """
    return _Tracing(list(lines), dry_weights, dryness).all()


class _Tracing:
    def __init__(
        self, lines: Sequence[Line], dry_weights: Mapping[BatchId, Mass], dryness: Mapping[DeliveryId, Decimal]
    ) -> None:
        self.dry_weights, self.dryness = dry_weights, dryness
        self.brought: dict[tuple[DeliveryId, BatchId | None, LotId | None], int] = {}
        self.drawn: dict[BatchId, dict[tuple[BatchId | None, LotId | None], int]] = {}
        self.shares: dict[BatchId, Shares] = {}
        self.left: dict[BatchId, Shares] = {}
        self.draws: dict[tuple[BatchId, BatchId | None, LotId | None], Shares] = {}
        for line in lines:
            self._count(line)

    def all(self) -> Lineage:
        batches = (
            {batch for _d, batch, _l in self.brought if batch is not None} | set(self.drawn) | set(self.dry_weights)
        )
        for batch in sorted(batches):
            self._shares_of(batch)
        lots: dict[LotId, Shares] = {}
        for (delivery, _batch, lot), grams in self.brought.items():
            if lot is not None:
                _add(lots.setdefault(lot, {}), {delivery: grams})
        for (_source, _batch, lot), shares in self.draws.items():
            if lot is not None:
                _add(lots.setdefault(lot, {}), shares)
        return Lineage(lots, self.shares, self.left)

    def _count(self, line: Line) -> None:
        grams = line.weight.grams
        if line.delivery is not None:
            key = (line.delivery, line.batch, line.lot)
            self.brought[key] = self.brought.get(key, 0) + grams
        if line.from_batch is not None:
            draws = self.drawn.setdefault(line.from_batch, {})
            draws[(line.batch, line.lot)] = draws.get((line.batch, line.lot), 0) + grams

    def _shares_of(self, batch: BatchId) -> Shares:
        if batch in self.shares:
            return self.shares[batch]
        worth = self._worth(batch)
        dry = self.dry_weights.get(batch)
        total = sum(worth.values()) // FINE if dry is None else dry.grams
        self.shares[batch] = apportion(total, worth)
        self._draw(batch)
        return self.shares[batch]

    def _worth(self, batch: BatchId) -> Shares:
        """Say what each delivery is worth in a batch, dry, in ten-thousandths of a gram."""
        worth: Shares = {}
        for (delivery, into, _lot), grams in self.brought.items():
            if into == batch:
                _add(worth, {delivery: int(grams * self.dryness[delivery] * FINE)})
        for source, draws in self.drawn.items():
            if draws.get((batch, None)):
                self._shares_of(source)
                shares = self.draws[(source, batch, None)]
                _add(worth, {delivery: grams * FINE for delivery, grams in shares.items()})
        return worth

    def _draw(self, batch: BatchId) -> None:
        """Share out what was drawn of a batch, one draw after the other, each of what is left."""
        left = dict(self.shares[batch])
        for (into, lot), grams in self.drawn.get(batch, {}).items():
            shares = apportion(grams, left)
            self.draws[(batch, into, lot)] = shares
            left = {each: rest for each, held in left.items() if (rest := held - shares.get(each, 0))}
        self.left[batch] = left


def _add(into: Shares, more: Mapping[DeliveryId, int]) -> None:
    for delivery, grams in more.items():
        if grams:
            into[delivery] = into.get(delivery, 0) + grams
