"""A small market for tests of rounds: freight, a facilitator, lots and demands that fit, and the steps of a round."""

from datetime import date
from decimal import Decimal
from typing import Any

from marketplace.domain.freight import FreightMode, FreightRow
from marketplace.domain.ids import AllocationId, RoundId
from marketplace.domain.money import Incoterm
from marketplace.domain.plain import to_plain
from marketplace.domain.rounds import RoundPolicy, RoundTerms
from marketplace.domain.viewers import Viewer
from marketplace.jobs import rounds as jobs
from marketplace.models.base import db
from marketplace.models.rounds import Allocation
from marketplace.services.publishing import publish_round
from marketplace.services.references import set_freight_rates
from marketplace.services.rounds import open_round, start_round
from tests.domain import samples
from tests.domain.samples import mass
from tests.market import NOW, Market

TERMS = RoundTerms("November", RoundPolicy())


class Rounds:
    """Runs rounds in a market under test."""

    def __init__(self, market: Market) -> None:
        """Give the market what every round needs: references, freight and a facilitator."""
        self.market = market
        market.set_references()
        self.facilitator = market.a_facilitator()
        rates = [FreightRow(Incoterm.FOB, "FR", mode, Decimal(480), date(2026, 1, 1)) for mode in FreightMode]
        market.do(set_freight_rates, rates, "samples", is_fictional=True, by=self.facilitator)

    def a_demand(self, maker: Viewer, kilograms: int = 1000, **changes: Any) -> int:
        """Insert an open demand that wants exactly so much."""
        taste = {
            name: to_plain(value) for name, value in samples.some_means().items() if name in ("cacao", "bitterness")
        }
        columns = {
            "volume_min": mass(kilograms),
            "volume_max": mass(kilograms),
            "target_profile": taste,
            "weights": dict.fromkeys(taste, "1"),
            "tolerances": {},
        }
        return self.market.a_demand(maker, **(columns | changes))

    def opened(self) -> RoundId:
        """Open a round."""
        return self.market.do(open_round, TERMS, by=self.facilitator, now=NOW)

    def started(self) -> RoundId:
        """Open and start a round."""
        round_id = self.opened()
        self.market.do(start_round, round_id, seen=None, by=self.facilitator, now=NOW)
        return round_id

    def planned(self) -> RoundId:
        """Run a round up to its plan, as a worker would."""
        round_id = self.started()
        self.market.do(jobs.plan.func, round_id, 1)
        return round_id

    def published(self) -> RoundId:
        """Run a round and publish its plan."""
        round_id = self.planned()
        self.market.do(publish_round, round_id, seen=None, by=self.facilitator, now=NOW)
        return round_id

    def allocations(self, round_id: RoundId) -> list[AllocationId]:
        """List the round's allocations."""
        with self.market.app.app_context():
            query = db.select(Allocation.id).where(Allocation.round_id == round_id).order_by(Allocation.id)
            return list(db.session.scalars(query))
