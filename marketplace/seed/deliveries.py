"""What the fictional farmers brought in: receipts, batches, and lots filled from them to the last gram.

A lot is fed by as many plots as its file says, in proportion to their area, so that nothing grows that cannot.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from marketplace.domain.deliveries.batches import BatchTerms, Weighing
from marketplace.domain.deliveries.flows import Draw
from marketplace.domain.deliveries.lineage import apportion
from marketplace.domain.deliveries.terms import CacaoForm, DeliveryTerms, PayMeans, Payment
from marketplace.domain.ids import BatchId, DeliveryId, FarmerId, LotId
from marketplace.domain.mass import Mass
from marketplace.domain.viewers import Viewer
from marketplace.seed.reading import World
from marketplace.seed.register import register_lines
from marketplace.services.batches.lots import fill_lot
from marketplace.services.batches.tending import close_batch, fill_batch, open_batch
from marketplace.services.deliveries.importing import import_deliveries

PER_BATCH = 10
"""Plots whose cacao shares a box."""
DRYING = timedelta(days=13)
LAST = timedelta(days=28)
"""Before today: nothing younger is dry already."""
DRY_OF_WET = (Decimal("0.38"), Decimal("0.37"), Decimal("0.39"))
IN_PART = {"CURI-26-01": Decimal("0.4"), "CURI-26-02": Decimal(0)}
"""Lots of which only a part, or nothing, is traced; the others are to the last gram."""
UNPAID = 17
"""Of so many receipts one is still to be paid."""
HOUR = 11


@dataclass(frozen=True, slots=True)
class Row:
    """One receipt as `import_deliveries` takes it."""

    row: int
    farmer: str
    plot: str | None
    terms: DeliveryTerms


@dataclass(frozen=True, slots=True)
class Box:
    """What is fermented together: receipts, and what they weigh dry."""

    day: date
    rows: tuple[Row, ...]
    dry: Mass


def fill_lots(world: World, lots: Sequence[LotId], *, owners: dict[int, Viewer]) -> int:
    """Deliver, ferment, dry and fill what every lot is made of; say how many receipts were written."""
    groups = {each["id"]: each for each in world.facts["producer_groups"]}
    land = {number: _land(group, world.today) for number, group in groups.items()}
    next_plot = {number: count() for number in groups}
    written = 0
    for lot_id, lot in zip(lots, world.facts["lots"], strict=True):
        number = lot["group_id"]
        boxes = list(_boxes(lot, land[number], next_plot[number], world=world))
        written += _fill(lot_id, boxes, groups[number], world=world, owner=owners[number])
    return written


def _land(group: dict[str, Any], today: date) -> list[tuple[str, Decimal]]:
    """List the mapped plots of a group by their farmers' codes, with the hectares of each."""
    lines = list(register_lines(group, today))[: group["eudr"]["plots_mapped"]]
    return [
        (line.farmer.code or "", line.plot.declared_area or Decimal(1)) for line in lines if line.farmer and line.plot
    ]


def _boxes(
    lot: dict[str, Any], land: list[tuple[str, Decimal]], places: "count[int]", *, world: World
) -> Iterator[Box]:
    share = IN_PART.get(lot["lot_code"], Decimal(1))
    plots = [land[next(places) % len(land)] for _ in range(lot["eudr"]["plots_in_lot"])]
    grams = int(Decimal(lot["volume_kg"]) * share * 1000)
    dry = apportion(grams, {place: int(area * 100) for place, (_farmer, area) in enumerate(plots)})
    starts = range(0, len(plots) if grams else 0, PER_BATCH)
    for start in starts:
        day = _day(lot, start // PER_BATCH, len(starts), world=world)
        part = [(place, plots[place][0]) for place in range(start, min(start + PER_BATCH, len(plots)))]
        rows = tuple(_row(lot, place, farmer, grams=dry[place], day=day) for place, farmer in part)
        first = min(row.terms.delivered_on for row in rows)
        yield Box(first, rows, Mass(Decimal(sum(dry[place] for place, _farmer in part)) / 1000))


def _day(lot: dict[str, Any], number: int, boxes: int, *, world: World) -> date:
    """Spread the boxes over the harvest, as far as it is over."""
    first = world.day(lot["harvest_start"])
    last = min(world.day(lot["harvest_end"]), world.today - LAST) - timedelta(days=2)
    return first + (last - first) * number // max(boxes, 2)


def _row(lot: dict[str, Any], place: int, farmer: str, *, grams: int, day: date) -> Row:
    ratio = DRY_OF_WET[place % len(DRY_OF_WET)]
    weight = Mass((Decimal(grams) / 1000 / ratio).quantize(Decimal("0.1")))
    price = (Decimal(lot["farmgate_pen_kg"]) * ratio).quantize(Decimal("0.01"))
    brought_on = day + timedelta(days=place % 3)
    means = PayMeans.BANK if place % 4 == 0 else PayMeans.CASH
    reference = f"OP-{lot['id']:02d}{place:03d}" if means is PayMeans.BANK else None
    terms = DeliveryTerms(
        farmer_id=FarmerId(0),  # named by code
        delivered_on=brought_on,
        form=CacaoForm.WET,
        weight=weight,
        price=price,
        payment=None if place % UNPAID == UNPAID - 1 else Payment(brought_on, means, reference),
    )
    return Row(place + 1, farmer, None, terms)


def _fill(lot_id: LotId, boxes: list[Box], group: dict[str, Any], *, world: World, owner: Viewer) -> int:
    now = world.days_ago(13, hour=HOUR)
    rows = [row for box in boxes for row in box.rows]
    if not rows:
        return 0
    numbers = iter(import_deliveries(rows, by=owner, now=now, is_fictional=True))
    batches = [_ferment(box, [next(numbers) for _ in box.rows], group, world=world, owner=owner) for box in boxes]
    fill_lot(lot_id, [Draw(batch=each) for each in batches], by=owner, now=now)
    return len(rows)


def _ferment(box: Box, deliveries: list[DeliveryId], group: dict[str, Any], *, world: World, owner: Viewer) -> BatchId:
    now, fermentation, drying = world.days_ago(13, hour=HOUR), group["fermentation"], group["drying"]
    terms = BatchTerms(
        began_on=box.day,
        fermentation_method=fermentation["method"],
        fermentation_days=Decimal(fermentation["days"]),
        drying_method=drying["method"],
        drying_days=Decimal(drying["days"]),
    )
    batch_id = open_batch(terms, by=owner, now=now, is_fictional=True)
    fill_batch(batch_id, [Draw(delivery=each) for each in deliveries], by=owner, now=now)
    weighing = Weighing(box.dry, box.day + DRYING)
    close_batch(batch_id, weighing, seen=FILLED_ONCE, by=owner, now=now)
    return batch_id


FILLED_ONCE = 2
"""The version of a batch that was begun and filled."""
