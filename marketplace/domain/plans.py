"""What the optimizer decided for a round, in the market's own words, before anything is stored."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from marketplace.domain.errors import Reason
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import BidId, DemandId, LotId, RoundId, ScenarioId
from marketplace.domain.mass import Mass
from marketplace.domain.money import UnitPrice
from marketplace.domain.scenarios import Outline


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAllocation:
    """One line of a plan: for a demand at the lot's asking price when the inputs were frozen, for a bid at its price.

    `landed` is USD/t on the maker's basis, `fit` 0 to 1, `value_cents` what the line adds to the plan.
    """

    lot_id: LotId
    demand_id: DemandId | None
    bags: int
    bag_weight: Mass
    price: UnitPrice
    fit: Decimal
    landed: Decimal
    value_cents: int
    bid_id: BidId | None = None


@dataclass(frozen=True, slots=True)
class WinningChange:
    """The smallest change that would have won: of a price in USD/t, or of a volume in kg."""

    what: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class PlannedMiss:
    """Why a demand or a lot stayed (partly) unmatched: the first reason, and what would have won."""

    subject_kind: SubjectKind
    subject_id: int
    reason: Reason
    wins: tuple[WinningChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A whole plan: no plan at all can be worth more than `bound_cents`; `versions` says with what it was made.

    `findings` is plain JSON that the pages of the plan show beside its lines: prices, shadow prices, clashing rules.
    """

    status: str
    value_cents: int
    bound_cents: int
    fingerprint: str
    allocations: tuple[PlannedAllocation, ...]
    misses: tuple[PlannedMiss, ...]
    outline: Outline
    findings: Mapping[str, Any]
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One worker's try to plan one run of a round; only the newest attempt of the newest run may store a plan."""

    round_id: RoundId
    run: int
    number: int


@dataclass(frozen=True, slots=True)
class Trial:
    """One worker's try to compute a scenario on the inputs that go with it; only the newest try may store a plan."""

    scenario_id: ScenarioId
    number: int
    inputs: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What is known while a plan is computed: the phase, how far it is, and the best plan and bound so far."""

    phase: str
    seconds: Decimal
    done: int = 0
    total: int = 0
    incumbent_cents: int | None = None
    bound_cents: int | None = None


def inputs_hash(inputs: Mapping[str, Any]) -> str:
    """Name frozen inputs by their content: SHA-256 (hex) of their JSON with sorted keys and no blanks, in UTF-8."""
    written = json.dumps(inputs, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()
