"""What is to be seen of a shipment: a line in a list, the shipment whole, what it carries of one contract."""

from dataclasses import dataclass
from datetime import date, datetime

from marketplace.domain.contracts.clauses import Side
from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.ids import CallOffId, CargoId, ContractId, ShipmentId
from marketplace.domain.mass import Mass
from marketplace.domain.money import Money
from marketplace.domain.shipments.arrivals import Arrival, Loaded
from marketplace.domain.shipments.containers import Carriage
from marketplace.domain.shipments.days import Certainty, Days, Stage, days_late
from marketplace.domain.shipments.freight import CostTerms
from marketplace.domain.shipments.landed import LandedCost
from marketplace.domain.shipments.life import ShipmentState, ShipmentStep, ShipmentTerms
from marketplace.domain.shipments.papers import PaperRule, PaperState, PaperStep
from marketplace.queries.files import FileLine


@dataclass(frozen=True, slots=True)
class ShipmentLine:
    """One shipment in a list; `codes` are those of the contracts that the viewer may know."""

    id: ShipmentId
    code: str
    state: ShipmentState
    carriage: Carriage
    collection_point: str
    destination: str
    days: Days
    organizer: str
    codes: tuple[str, ...]
    bags: int
    load: Mass


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """One line of a checklist with what was brought, and what this viewer may do about it."""

    rule: PaperRule
    state: PaperState
    number: str | None
    issued_on: date | None
    file: FileLine | None
    uploaded_at: datetime | None
    uploaded_by: str | None
    note: str | None
    decided_at: datetime | None
    due_on: date
    answer_by: datetime | None
    steps: tuple[PaperStep, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """One cost of the shipment, and what of it one contract bears, by which side."""

    cost: CostTerms
    money: Money
    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class CargoSheet:
    """What a shipment carries of one contract, for those who may know of it."""

    id: CargoId
    version: int
    contract_id: ContractId
    call_off_id: CallOffId | None
    code: str
    milestone: Milestone | None
    lot_code: str
    is_fictional: bool
    producer: str
    maker: str
    terms: ContractTerms
    bags: int
    volume: Mass
    loaded: Loaded | None
    arrival: Arrival | None
    taken_over_on: date | None
    papers: tuple[PaperSheet, ...]
    shares: tuple[Share, ...]
    side: Side | None
    may_tend: bool
    claim_until: date | None = None
    landed: LandedCost | None = None

    @property
    def net(self) -> Mass:
        """What was loaded as far as it is known: weighed, else as contracted."""
        return self.loaded.net if self.loaded else self.volume

    def wanting(self) -> tuple[PaperSheet, ...]:
        """The papers that somebody still has to bring."""
        return tuple(each for each in self.papers if each.state in (PaperState.MISSING, PaperState.REFUSED))


@dataclass(frozen=True, slots=True)
class DayMark:
    """One day that was said: of what, how sure, by whom, when, and why."""

    stage: Stage
    certainty: Certainty
    day: date
    note: str | None
    who: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class CostLine:
    """One cost of all that travels together."""

    id: int
    terms: CostTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentPage:
    """One shipment, whole; `cargo` is what the viewer may know of, `others` counts the rest aboard."""

    line: ShipmentLine
    version: int
    terms: ShipmentTerms
    last_step_on: date | None
    note: str | None
    cargo: tuple[CargoSheet, ...]
    others: int
    marks: tuple[DayMark, ...]
    costs: tuple[CostLine, ...]
    steps: tuple[ShipmentStep, ...]
    may_change: bool

    def planned(self, stage: Stage) -> date | None:
        """The day that was planned first."""
        found = [each.day for each in self.marks if each.stage == stage and each.certainty is Certainty.PLANNED]
        return found[0] if found else None

    def actual(self, stage: Stage) -> date | None:
        """The day on which it happened, None before that."""
        found = [each.day for each in self.marks if each.stage == stage and each.certainty is Certainty.ACTUAL]
        return found[0] if found else None

    def late(self, stage: Stage, today: date) -> int:
        """Count the days by which a stage is later than first planned."""
        first, actual = self.planned(stage), self.actual(stage)
        known = self.line.days.of(Stage(stage))
        return days_late(first, known, is_actual=actual is not None, today=today) if first else 0

    @property
    def fill_percent(self) -> int | None:
        """How full it is, in whole percent; None where nobody knows how much it holds."""
        most = self.terms.most
        return int(self.line.load.kilograms * 100 / most.kilograms) if most else None
