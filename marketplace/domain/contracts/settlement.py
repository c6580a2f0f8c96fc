"""The final weight: what arrived, within or outside the tolerance, and what it makes of the price."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from marketplace.domain.errors import NotAllowed, Reason, reason
from marketplace.domain.ids import OrganizationId
from marketplace.domain.machines import Machine
from marketplace.domain.mass import NO_MASS, Mass
from marketplace.domain.money import Incoterm, Money, UnitPrice
from marketplace.domain.viewers import Role

HUNDRED = Decimal(100)
PERCENT_PLACES = Decimal("0.01")
MOST_OF_CONTRACT = 2
SHORTEST_NOTE, LONGEST_NOTE = 5, 4_000
RISK_UNTIL_ARRIVAL: frozenset[Incoterm] = frozenset({Incoterm.DAP})
"""Where the group bears the risk until the cacao has arrived; elsewhere it passes when it is picked up or shipped."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """A contract settled on its final weight; `tolerance` is percent of the contracted volume either way."""

    contracted: Mass
    final: Mass
    price: UnitPrice
    tolerance: Decimal

    @property
    def amount(self) -> Money:
        """What is to be paid in all: final weight times price, rounded half up to the cent, once."""
        return self.price * self.final

    @property
    def difference(self) -> Money:
        """What the final weight adds to the contract's total; negative where less is due."""
        return self.amount - self.price * self.contracted

    @property
    def is_within(self) -> bool:
        """Whether the final weight keeps the tolerance, compared exactly."""
        deviation = abs(self.final.kilograms - self.contracted.kilograms)
        return deviation * HUNDRED <= self.tolerance * self.contracted.kilograms

    @property
    def deviation_percent(self) -> Decimal:
        """By how much the final weight differs, in percent, rounded for reading only."""
        deviation = (self.final.kilograms - self.contracted.kilograms) * HUNDRED / self.contracted.kilograms
        return deviation.quantize(PERCENT_PLACES, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Weighing:
    """What one side says arrived, weighed on which day, and what the surveyor noted."""

    final: Mass
    weighed_on: date
    surveyor_note: str | None = None


class SettlementState(StrEnum):
    """Where a settlement stands."""

    STATED = "stated"
    DISPUTED = "disputed"
    CONSENTED = "consented"
    CONTESTED = "contested"
    SETTLED = "settled"


class SettlementStep(StrEnum):
    """One move in a settlement's life."""

    CONFIRM = "confirm"
    CONSENT = "consent"
    DISPUTE = "dispute"
    RESTATE = "restate"
    APPROVE = "approve"
    REFUSE = "refuse"
    CONTEST = "contest"
    EXPIRE = "expire"


PARTIES = frozenset({Role.PRODUCER, Role.MAKER})
FACILITATOR = frozenset({Role.FACILITATOR})

SETTLEMENT_MACHINE = Machine(
    noun="settlement",
    next={
        (SettlementState.STATED, SettlementStep.CONFIRM): SettlementState.SETTLED,
        (SettlementState.STATED, SettlementStep.CONSENT): SettlementState.CONSENTED,
        (SettlementState.STATED, SettlementStep.DISPUTE): SettlementState.DISPUTED,
        (SettlementState.DISPUTED, SettlementStep.RESTATE): SettlementState.STATED,
        (SettlementState.CONSENTED, SettlementStep.APPROVE): SettlementState.SETTLED,
        (SettlementState.CONSENTED, SettlementStep.REFUSE): SettlementState.DISPUTED,
        (SettlementState.STATED, SettlementStep.EXPIRE): SettlementState.CONTESTED,
        (SettlementState.DISPUTED, SettlementStep.CONTEST): SettlementState.CONTESTED,
        (SettlementState.CONTESTED, SettlementStep.APPROVE): SettlementState.SETTLED,
        (SettlementState.CONTESTED, SettlementStep.REFUSE): SettlementState.DISPUTED,
    },
    who={
        SettlementStep.CONFIRM: PARTIES,
        SettlementStep.CONSENT: PARTIES,
        SettlementStep.DISPUTE: PARTIES,
        SettlementStep.RESTATE: PARTIES,
        SettlementStep.APPROVE: FACILITATOR,
        SettlementStep.REFUSE: FACILITATOR,
        SettlementStep.CONTEST: PARTIES,
        SettlementStep.EXPIRE: frozenset({Role.SYSTEM}),
    },
    what={},
)


BEFORE_FACILITATORS: frozenset[SettlementState] = frozenset({SettlementState.CONSENTED, SettlementState.CONTESTED})
"""A weight outside the tolerance to which both agree, or one that was not answered or not agreed on."""


def is_unanswered(state: SettlementState, due_at: datetime | None, *, now: datetime) -> bool:
    """Say whether the time to answer a stated weight is over."""
    return state is SettlementState.STATED and due_at is not None and now >= due_at


def yes_of(settlement: Settlement) -> SettlementStep:
    """Name the step of agreeing to a weight: within the tolerance it settles, outside a facilitator has to look."""
    return SettlementStep.CONFIRM if settlement.is_within else SettlementStep.CONSENT


def check_other_side(stated_by: OrganizationId, answering: OrganizationId | None) -> None:
    """Raise `NotAllowed` when the side that stated the weight answers itself."""
    if stated_by == answering:
        raise NotAllowed("settlement.own_weight")


def weight_faults(settlement: Settlement, *, weighed_on: date, today: date) -> list[Reason]:
    """List what is wrong with a stated weight: more than any contract's double, nothing, or a day to come.

    Nothing arrived may be said only where the group bears the risk until arrival (Incoterms 2020: DAP); before that the
    maker bears it from shipment on, and pays what was loaded (domain.md 4.3).
    """
    found = [*_nothing_faults(settlement)]
    if not NO_MASS <= settlement.final <= settlement.contracted * MOST_OF_CONTRACT:
        most = (settlement.contracted * MOST_OF_CONTRACT).kilograms
        found.append(reason("settlement.weight_out_of_range", "kilograms", most=most))
    if weighed_on > today:
        found.append(reason("settlement.day_to_come", "weighed_on"))
    return found


def _nothing_faults(settlement: Settlement) -> list[Reason]:
    price = settlement.price
    if settlement.final != NO_MASS or price.incoterm in RISK_UNTIL_ARRIVAL:
        return []
    return [reason("settlement.nothing_arrived", "kilograms", incoterm=price.incoterm.value, place=price.place)]


def dispute_faults(note: str) -> list[Reason]:
    """List what is wrong with the reason for a no: there must be one, of a length that people read."""
    if not SHORTEST_NOTE <= len(note.strip()) <= LONGEST_NOTE:
        return [reason("settlement.note_missing", "note", least=SHORTEST_NOTE, most=LONGEST_NOTE)]
    return []
