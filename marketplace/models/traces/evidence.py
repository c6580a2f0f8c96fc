"""The step that keeps a lot's EUDR status in step with its evidence; nothing else writes it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import defer

from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.deliveries.balance import figures_in_force
from marketplace.domain.deliveries.lineage import Shares
from marketplace.domain.events import EventKind
from marketplace.domain.evidence.readiness import Brought, LotEvidence, PlotFacts, Readiness, readiness
from marketplace.domain.ids import DeliveryId, FarmerId, LotId, PlotId
from marketplace.domain.plots.checks import Severity
from marketplace.domain.privacy.consents import Purpose
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.lots.figures import references_in_force
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.traces.deliveries import Delivery
from marketplace.models.rows.traces.farmers import Farmer
from marketplace.models.rows.traces.plots import Plot
from marketplace.models.traces.consents import consents_of
from marketplace.models.traces.sources import deliveries_of, lots_fed_by, shares_in


def settle_evidence(lot_ids: Iterable[LotId], *, by: Viewer, now: datetime) -> None:
    """Judge the evidence of lots anew, and write down what became of it where that changed.

    To be called last in a use case, after whatever changed: flows, plots, screenings, consents. Locks the lots.
    """
    query = select(Lot).where(Lot.id.in_(set(lot_ids))).order_by(Lot.id)
    lots = db.session.scalars(query.with_for_update(of=Lot).execution_options(populate_existing=True)).all()
    for lot, found in zip(lots, evidence_of(lots, day_in_lima(now)), strict=True):
        if found.status is not lot.eudr_status:
            former, lot.eudr_status = lot.eudr_status, found.status
            record_event(lot, EventKind.LOT_EVIDENCE_CHANGED, by=by, now=now, former=former, status=found.status)


def settle_evidence_fed_by(
    *, plots: Collection[PlotId] = (), farmers: Collection[FarmerId] = (), by: Viewer, now: datetime
) -> None:
    """Judge anew the evidence of every lot that these plots or farmers fed."""
    settle_evidence(lots_fed_by(plots=plots, farmers=farmers), by=by, now=now)


def evidence_of(lots: Iterable[Lot], today: date) -> list[Readiness]:
    """Judge the evidence of lots as it is now, in six queries however many there are."""
    lots = list(lots)
    shares = shares_in([lot.id for lot in lots], figures_in_force(references_in_force(today)))
    brought = _brought(shares.values())
    return [
        readiness(
            LotEvidence(
                lot.volume,
                lot.harvest_start,
                lot.harvest_end,
                [brought[each].weighing(grams) for each, grams in shares[lot.id].items() if grams > 0],
            )
        )
        for lot in lots
    ]


@dataclass(frozen=True, slots=True)
class _Delivered:
    """When a delivery came, and from which plot."""

    day: date
    plot: PlotFacts | None

    def weighing(self, grams: int) -> Brought:
        return Brought(grams, self.plot, self.day, self.day)


class _Row(NamedTuple):
    delivery_id: DeliveryId
    day: date
    plot: Plot | None
    farmer: str | None

    def delivered(self, consents: Mapping[FarmerId, frozenset[Purpose]]) -> _Delivered:
        if self.plot is None:
            return _Delivered(self.day, None)
        has_consent = Purpose.CUSTOMS in consents[self.plot.farmer_id]
        return _Delivered(self.day, plot_facts(self.plot, self.farmer or "", has_consent=has_consent))


def _brought(shares: Iterable[Shares]) -> dict[DeliveryId, _Delivered]:
    query = (
        select(Delivery.id, Delivery.delivered_on, Plot, Farmer.code)
        .outerjoin(Plot, Plot.id == Delivery.plot_id)
        .outerjoin(Farmer, Farmer.id == Plot.farmer_id)
        .where(Delivery.id.in_(deliveries_of(shares)))
        .options(defer(Plot.outline))  # a thousand corners each, of which nothing is asked here
    )
    rows = [_Row(*each) for each in db.session.execute(query)]
    consents = consents_of({row.plot.farmer_id for row in rows if row.plot is not None})
    return {row.delivery_id: row.delivered(consents) for row in rows}


def plot_facts(plot: Plot, farmer: str, *, has_consent: bool) -> PlotFacts:
    """Say what readiness must know of a plot."""
    return PlotFacts(
        code=plot.code,
        farmer=farmer,
        has_outline=plot.kind is not None,
        has_errors=any(each["severity"] == Severity.ERROR for each in plot.faults),
        has_consent=has_consent,
        risk=plot.risk,
        is_cleared=plot.is_cleared,
        tenure=plot.tenure,
        planted_year=plot.planted_year,
    )
