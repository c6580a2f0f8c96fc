"""What may flow: from deliveries into batches, from batches into batches and lots, and back again."""

from collections.abc import Iterator
from dataclasses import dataclass

from marketplace.domain.errors import Reason, reason
from marketplace.domain.ids import BatchId, DeliveryId
from marketplace.domain.mass import NO_MASS, Mass


@dataclass(frozen=True, slots=True)
class Draw:
    """What is drawn of a delivery or a batch, or given back to it and why; without a weight all that is left."""

    delivery: DeliveryId | None = None
    batch: BatchId | None = None
    weight: Mass | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """What cacao is drawn from: its code, what is left of it, and whether it is dry and may be drawn from now.

    `is_apart`: it came from a plot of high risk whose cacao is kept apart.
    """

    code: str
    rest: Mass
    is_dry: bool = True
    is_ready: bool = True
    is_apart: bool = False


def draw_faults(source: Source, weight: Mass, *, into_lot: bool) -> list[Reason]:
    """List what forbids to draw so much of a source."""
    return list(_draw_faults(source, weight, into_lot=into_lot))


def room_faults(room: Mass, weight: Mass) -> list[Reason]:
    """List what forbids to put so much into a lot: it is sold in bags of one weight, and holds no more than they do."""
    return [reason("flow.lot_full", "weight", room=room.kilograms)] if weight > room else []


def return_faults(flowed: Mass, weight: Mass, *, about: str) -> list[Reason]:
    """List what forbids to give so much back: more than came from there."""
    if weight <= NO_MASS:
        return [reason("flow.weight_missing", "weight")]
    return [reason("flow.not_so_much", "weight", about=about, flowed=flowed.kilograms)] if weight > flowed else []


def promise_faults(*, left: Mass, reserved: Mass) -> list[Reason]:
    """List what forbids to take cacao out of a lot: what is left would not fill the bags that are promised."""
    return [reason("flow.bags_promised", "weight", reserved=reserved.kilograms)] if left < reserved else []


def _draw_faults(source: Source, weight: Mass, *, into_lot: bool) -> Iterator[Reason]:
    if weight <= NO_MASS:
        yield reason("flow.weight_missing", "weight")
    if not source.is_ready:
        yield reason("flow.source_not_ready", about=source.code)
    elif weight > source.rest:
        yield reason("flow.not_enough", "weight", about=source.code, rest=source.rest.kilograms)
    if into_lot and not source.is_dry:
        yield reason("flow.wet_into_lot", about=source.code)
    if source.is_apart:
        yield reason("flow.kept_apart", about=source.code)
