"""Builders of what is traced: farmers with plots, deliveries, batches, and lots that are filled."""

import itertools
from datetime import date
from decimal import Decimal
from typing import Any

from marketplace.domain.deliveries.batches import BatchTerms, Weighing
from marketplace.domain.deliveries.flows import Draw
from marketplace.domain.deliveries.terms import CacaoForm, DeliveryTerms
from marketplace.domain.ids import BatchId, DeliveryId, FarmerId, LotId, OrganizationId, PlotId
from marketplace.domain.mass import Mass
from marketplace.domain.plots.register import Sex
from marketplace.domain.viewers import Viewer
from marketplace.models.base import Versioned, db
from marketplace.models.rows.traces.batches import Batch
from marketplace.models.rows.traces.farmers import Farmer
from marketplace.models.rows.traces.plots import Plot
from marketplace.services.batches.lots import fill_lot
from marketplace.services.batches.tending import close_batch, fill_batch, open_batch
from marketplace.services.deliveries.taking import take_delivery
from tests.market import NOW, Market

NUMBERS = itertools.count(101)
TODAY = date(2026, 11, 23)
BROUGHT_ON = date(2026, 6, 10)
"""Within the harvest of the lots that the market builds."""


def kg(amount: int | str) -> Mass:
    """Say kilograms."""
    return Mass(Decimal(amount))


def a_farmer(
    market: Market, producer: Viewer, *, code: str | None = None, name: str = "Rosa Tello", **fields: Any
) -> FarmerId:
    """Insert a farmer of the producer's group."""
    plain = {"sex": Sex.WOMAN, "district": "Tocache", "created_at": NOW, "changed_at": NOW} | fields
    row = Farmer(organization_id=producer.organization_id, code=code or f"S-{next(NUMBERS)}", name=name, **plain)
    return FarmerId(_insert(market, row))


def a_plot(market: Market, producer: Viewer, farmer_id: FarmerId, *, code: str | None = None, **fields: Any) -> PlotId:
    """Insert a plot of two hectares of the farmer's, without an outline."""
    plain = {"declared_area": Decimal(2), "faults": [], "created_at": NOW, "changed_at": NOW} | fields
    row = Plot(
        organization_id=producer.organization_id, farmer_id=farmer_id, code=code or f"P-{next(NUMBERS)}", **plain
    )
    return PlotId(_insert(market, row))


def a_delivery(market: Market, producer: Viewer, farmer_id: FarmerId | None = None, **terms: Any) -> DeliveryId:
    """Take 100 kg of wet cacao at 3.40 soles, with terms changed as told."""
    plain: dict[str, Any] = {
        "farmer_id": farmer_id or a_farmer(market, producer),
        "delivered_on": BROUGHT_ON,
        "form": CacaoForm.WET,
        "weight": kg(100),
        "price": Decimal("3.4"),
    }
    return market.do(take_delivery, DeliveryTerms(**(plain | terms)), by=producer, now=NOW)


def a_batch(market: Market, producer: Viewer, *sources: DeliveryId, dry: int | str | None = None) -> BatchId:
    """Begin a batch with all of the given deliveries, and weigh it where its dry weight is told."""
    batch_id = market.do(open_batch, BatchTerms(began_on=BROUGHT_ON), by=producer, now=NOW)
    if sources:
        market.do(fill_batch, batch_id, [Draw(delivery=each) for each in sources], by=producer, now=NOW)
    if dry is not None:
        weighing = Weighing(kg(dry), date(2026, 6, 24))
        market.do(close_batch, batch_id, weighing, seen=version_of(market, Batch, batch_id), by=producer, now=NOW)
    return batch_id


def fill(market: Market, producer: Viewer, lot_id: int, *batches: BatchId) -> None:
    """Put all that is left of batches into a lot."""
    market.do(fill_lot, LotId(lot_id), [Draw(batch=each) for each in batches], by=producer, now=NOW)


def version_of(market: Market, kind: type[Versioned], number: int) -> int:
    """Return the version of a row."""
    return market.do(lambda: int(db.session.get_one(kind, number).version))


def group_of(viewer: Viewer) -> OrganizationId:
    """Return the organization that a person acts for."""
    return viewer.acting_for


def _insert(market: Market, row: Farmer | Plot) -> int:
    with market.app.app_context():
        db.session.add(row)
        db.session.commit()
        return int(row.id)
