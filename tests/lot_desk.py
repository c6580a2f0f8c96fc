"""A producer group at its desk: lots drafted, measured, sent and published through the services."""

import itertools
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from marketplace.domain.ids import LotId
from marketplace.domain.laboratory import Analyte, LabResult
from marketplace.domain.lots import LotTerms
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.lots.facts import lot_terms
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.record.events import Event
from marketplace.services import certificates, evaluations, lot_reviews, lots
from tests.domain import samples
from tests.market import NOW, Market


def a_result(**changes: Any) -> LabResult:
    """Make a laboratory's result: little cadmium."""
    facts: dict[str, Any] = {
        "analyte": Analyte.CADMIUM,
        "value": Decimal("0.42"),
        "unit": "mg/kg",
        "method": "ICP-MS",
        "laboratory": None,
        "samples": 3,
        "sampled_on": date(2026, 9, 1),
    }
    return LabResult(**(facts | changes))


class Desk:
    """A verified group with its certificate, and a facilitator who checks."""

    def __init__(self, market: Market) -> None:
        """Join a market in which the figures of the day are set."""
        self.market = market
        self.seller = market.a_producer(name="Cooperativa Yanayacu", province="Tocache", district="Uchiza")
        self.facilitator = market.a_facilitator()
        market.set_references()
        self.do(certificates.record_certificate, samples.a_certificate(), by=self.seller, now=NOW)
        self._numbers = itertools.count(1)

    def do(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call a service or query."""
        return self.market.do(work, *args, **kwargs)

    def draft(self, by: Viewer | None = None, **changes: Any) -> LotId:
        """Draft a lot without any fault."""
        terms = samples.a_lot(**({"code": f"DESK-{next(self._numbers)}"} | changes))
        return LotId(self.do(lambda: lots.draft_lot(terms, by=by or self.seller, now=NOW).id))

    def measured(self, **changes: Any) -> LotId:
        """Draft a lot and record good results."""
        lot_id = self.draft(**changes)
        self.do(evaluations.record_panel, lot_id, samples.an_evaluation(), by=self.seller, now=NOW)
        self.do(evaluations.record_analysis, lot_id, samples.an_analysis(), by=self.seller, now=NOW)
        self.do(evaluations.record_lab_result, lot_id, a_result(), by=self.seller, now=NOW)
        return lot_id

    def sent(self, **changes: Any) -> LotId:
        """Send a lot for the check."""
        lot_id = self.measured(**changes)
        self.do(lots.submit_lot, lot_id, seen=None, by=self.seller, now=NOW)
        return lot_id

    def published(self, **changes: Any) -> LotId:
        """Publish a lot."""
        lot_id = self.sent(**changes)
        self.do(lot_reviews.publish_lot, lot_id, seen=None, by=self.facilitator, now=NOW)
        return lot_id

    def row(self, lot_id: LotId) -> Lot:
        """Read a lot's row."""
        row: Lot = self.do(lambda: db.session.get_one(Lot, lot_id))
        return row

    def terms(self, lot_id: LotId) -> LotTerms:
        """Read what is stated of a lot."""
        terms: LotTerms = self.do(lambda: lot_terms(db.session.get_one(Lot, lot_id)))
        return terms

    def history(self, lot_id: LotId) -> list[str]:
        """List the kinds of events of a lot."""
        query = select(Event.kind).where(Event.subject_kind == "lot", Event.subject_id == lot_id).order_by(Event.id)
        kinds: list[str] = self.do(lambda: list(db.session.scalars(query)))
        return kinds
