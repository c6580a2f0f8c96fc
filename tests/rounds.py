"""A small market for tests of rounds: freight, a facilitator, lots and demands that fit, and the steps of a round."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Self

from sqlalchemy import select, text

from marketplace.domain.freight import FreightMode, FreightRow
from marketplace.domain.ids import AllocationId, RoundId, ScenarioId
from marketplace.domain.money import Incoterm
from marketplace.domain.plain import to_plain
from marketplace.domain.plans import Attempt
from marketplace.domain.policies import RoundPolicy
from marketplace.domain.rounds import RoundTerms
from marketplace.domain.viewers import SYSTEM, Viewer
from marketplace.models.base import db
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.rounds.rounds import Allocation, Round
from marketplace.queries.rounds.scenarios import ScenarioLine, list_scenarios
from marketplace.queries.rounds.showing import RoundPage, get_round
from marketplace.queries.rounds.snapshots import take_snapshot
from marketplace.services.planning.claims import make_claim
from marketplace.services.planning.runs import begin_planning, store_plan
from marketplace.services.planning.trials import begin_trial, store_trial
from marketplace.services.publishing import publish_round
from marketplace.services.references import set_freight_rates
from marketplace.services.rounds import open_round, start_round
from marketplace.services.scenarios import add_scenario
from tests.domain import samples
from tests.domain.samples import mass
from tests.market import NOW, Market

TERMS = RoundTerms("November", RoundPolicy())
SOUGHT = ("cacao", "bitterness")


class Rounds:
    """Runs rounds in a market under test."""

    def __init__(self, market: Market) -> None:
        """Give the market what every round needs: references, freight and a facilitator."""
        self.market = market
        market.set_references()
        self.facilitator = market.a_facilitator()
        rates = [FreightRow(Incoterm.FOB, "FR", mode, Decimal(480), date(2026, 1, 1)) for mode in FreightMode]
        market.do(set_freight_rates, rates, "samples", is_fictional=True, by=self.facilitator)

    def do(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Let the facilitator do something now."""
        return self.market.do(work, *args, by=self.facilitator, now=NOW, **kwargs)

    def a_demand(self, maker: Viewer, kilograms: int = 1000, **changes: Any) -> int:
        """Insert an open demand that wants exactly so much of what the usual lot tastes like."""
        taste = {name: to_plain(samples.some_means()[name]) for name in SOUGHT}
        columns = {
            "volume_min": mass(kilograms),
            "volume_max": mass(kilograms),
            "target_profile": taste,
            "weights": dict.fromkeys(taste, "1"),
            "tolerances": {},
        }
        return self.market.a_demand(maker, **(columns | changes))

    def with_a_sale(self, **lot: Any) -> Self:
        """Add a lot and a demand of 1,000 kg that it fits; `producer` and `maker` are their people."""
        self.producer, self.maker = self.market.a_producer(), self.market.a_maker()
        self.lot_id = self.market.a_lot(self.producer, **lot)
        self.demand_id = self.a_demand(self.maker)
        return self

    def opened(self) -> RoundId:
        """Open a round."""
        return RoundId(self.do(open_round, TERMS))

    def started(self) -> RoundId:
        """Open and start a round."""
        round_id = self.opened()
        self.do(start_round, round_id, seen=None)
        return round_id

    def planned(self) -> RoundId:
        """Run a round up to its plan, as a worker would, but without a process of its own for the solver."""
        round_id = self.started()
        self.plan(round_id)
        return round_id

    def plan(self, round_id: RoundId) -> None:
        """Do what a worker does with a started round."""
        attempt = self.begun(round_id)
        self.market.do(store_plan, attempt, self.claim(round_id), now=NOW)

    def begun(self, round_id: RoundId, run: int = 1) -> Attempt:
        """Take up a run, as a worker does first."""
        inputs = self.market.do(take_snapshot, round_id, SYSTEM, now=NOW)
        attempt = self.market.do(begin_planning, round_id, run, inputs=inputs, now=NOW)
        assert attempt is not None
        return attempt

    def claim(self, round_id: RoundId) -> dict[str, Any]:
        """Solve what was frozen for a round."""
        inputs = self._column(select(Round.inputs).where(Round.id == round_id))[0]
        return make_claim(inputs, seconds=10, tell=lambda _: None)

    def a_scenario(self, round_id: RoundId, name: str = "women_led_40", **changes: Any) -> ScenarioId:
        """Add a scenario and compute it, as a worker would, but without a process of its own."""
        policy = replace(RoundPolicy(), **changes)
        scenario_id = self.do(add_scenario, round_id, name, policy=policy)
        self.compute(round_id)
        return ScenarioId(scenario_id)

    def compute(self, round_id: RoundId) -> None:
        """Do what a worker does with the scenarios that wait."""
        while (trial := self.market.do(begin_trial, round_id, now=NOW)) is not None:
            claim = make_claim(dict(trial.inputs), seconds=10, tell=lambda _: None)
            self.market.do(store_trial, trial, claim, now=NOW)

    def scenarios(self, round_id: RoundId) -> list[ScenarioLine]:
        """List a round's scenarios as its facilitator sees them."""
        return self.market.do(list_scenarios, round_id, self.facilitator)

    def published(self) -> RoundId:
        """Run a round and publish its plan."""
        round_id = self.planned()
        self.do(publish_round, round_id, seen=None)
        return round_id

    def offered(self) -> AllocationId:
        """Publish a round of one sale and return its one allocation."""
        return self.allocations(self.with_a_sale().published())[0]

    def page(self, round_id: RoundId) -> RoundPage:
        """Read a round as its facilitator."""
        return self.market.do(get_round, round_id, self.facilitator)

    def allocations(self, round_id: RoundId) -> list[AllocationId]:
        """List the round's allocations."""
        return self._column(select(Allocation.id).where(Allocation.round_id == round_id).order_by(Allocation.id))

    def states(self, round_id: RoundId) -> list[str]:
        """List the states of the round's allocations."""
        return self._column(select(Allocation.state).where(Allocation.round_id == round_id).order_by(Allocation.id))

    def reserved(self, lot_id: int) -> int:
        """Count the bags of a lot that are held."""
        return int(self._column(select(Lot.reserved_bags).where(Lot.id == lot_id))[0])

    def _column(self, query: Any) -> list[Any]:
        with self.market.app.app_context():
            return list(db.session.scalars(query))


def waiting_jobs(market: Market) -> list[tuple[str, dict[str, Any]]]:
    """List the jobs that wait in the queue with their arguments, the oldest first."""
    with market.app.app_context():
        rows = db.session.execute(
            text("SELECT task_name, args FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")
        )
        return [(name, arguments) for name, arguments in rows]
