"""Scenarios of a round: the same frozen market under another policy, or with lines settled by hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from marketplace.domain.errors import Reason, reason
from marketplace.domain.ids import BidId, DemandId, LotId
from marketplace.domain.machines import Machine
from marketplace.domain.policies import Aim, RoundPolicy
from marketplace.domain.viewers import Role


class ScenarioKind(StrEnum):
    """Why there is a scenario: the round's own first plan, another policy, or an edit by hand."""

    BASELINE = "baseline"
    POLICY = "policy"
    BY_HAND = "by_hand"


class ScenarioState(StrEnum):
    """Where a scenario stands."""

    WAITING = "waiting"
    COMPUTED = "computed"
    FAILED = "failed"
    DISCARDED = "discarded"


class ScenarioStep(StrEnum):
    """One move in a scenario's life."""

    COMPUTE = "compute"
    FAIL = "fail"
    RETRY = "retry"
    DISCARD = "discard"


class ScenarioPermit(StrEnum):
    """What a state may permit."""

    ADOPT = "adopt"


FACILITATOR = frozenset({Role.FACILITATOR})
SYSTEM = frozenset({Role.SYSTEM})

SCENARIO_MACHINE = Machine(
    noun="scenario",
    next={
        (ScenarioState.WAITING, ScenarioStep.COMPUTE): ScenarioState.COMPUTED,
        (ScenarioState.WAITING, ScenarioStep.FAIL): ScenarioState.FAILED,
        (ScenarioState.WAITING, ScenarioStep.DISCARD): ScenarioState.DISCARDED,
        (ScenarioState.COMPUTED, ScenarioStep.DISCARD): ScenarioState.DISCARDED,
        (ScenarioState.FAILED, ScenarioStep.RETRY): ScenarioState.WAITING,
        (ScenarioState.FAILED, ScenarioStep.DISCARD): ScenarioState.DISCARDED,
    },
    who={
        ScenarioStep.COMPUTE: SYSTEM,
        ScenarioStep.FAIL: SYSTEM,
        ScenarioStep.RETRY: FACILITATOR,
        ScenarioStep.DISCARD: FACILITATOR,
    },
    what={ScenarioState.COMPUTED: frozenset({ScenarioPermit.ADOPT})},
)


class EditKind(StrEnum):
    """What a hand may settle: about one pair of lot and demand, or about bids that are served whole or not at all."""

    LOCK = "lock"
    FORBID = "forbid"
    ADD = "add"
    SERVE = "serve"
    LEAVE_OUT = "leave_out"


PAIR_EDITS: tuple[EditKind, ...] = (EditKind.LOCK, EditKind.FORBID, EditKind.ADD)
BID_EDITS: tuple[EditKind, ...] = (EditKind.SERVE, EditKind.LEAVE_OUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandEdit:
    """One thing settled by hand: exactly so many bags of a lot for a demand, none where it is forbidden; or bids.

    `bid_ids` are all the bids that go only together; then there is no pair, and `bags` are those of all of them.
    """

    kind: EditKind
    bags: int
    why: str
    lot_id: LotId | None = None
    demand_id: DemandId | None = None
    bid_ids: tuple[BidId, ...] = ()

    def replaces(self, other: "HandEdit") -> bool:
        """Whether another edit was about the same pair, or about one of the same bids."""
        if self.bid_ids or other.bid_ids:
            return not set(self.bid_ids).isdisjoint(other.bid_ids)
        return (self.lot_id, self.demand_id) == (other.lot_id, other.demand_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A plan in a few figures, to be compared with others: USD, kilograms, counts, and shares in percent.

    `smallest_share` is how much of what it offers the group sells that sells least of it; `changed` counts the lines
    that the baseline has otherwise or not at all, and the other way round.
    """

    value: Decimal
    kilograms: Decimal
    bags: int
    lines: int
    makers: int
    groups: int
    women_led: Decimal
    first_sale: Decimal
    smallest_share: Decimal
    fit: Decimal
    changed: int = 0


MOST_SCENARIOS = 20
LONGEST_NAME = 80
SHORTEST_WHY, LONGEST_WHY = 5, 500

PRESETS: Mapping[str, Mapping[str, object]] = {
    "women_led_40": {"women_led_floor": Decimal(40)},
    "women_led_35": {"women_led_floor": Decimal(35)},
    "nobody_above_25": {"group_cap": Decimal(25)},
    "most_volume": {"first_aim": Aim.VOLUME, "second_aim": Aim.GAINS},
    "fairest": {"first_aim": Aim.SMALLEST_SHARE, "second_aim": Aim.GAINS},
}
"""What each ready-made scenario changes of the round's policy."""


def preset_policy(name: str, policy: RoundPolicy) -> RoundPolicy:
    """Apply a ready-made scenario to the round's policy."""
    changes = dict(PRESETS[name])
    if "first_aim" in changes:
        changes["first_give_up"] = Decimal(0)
    return replace(policy, **changes)  # type: ignore[arg-type] # the table above names fields and their values


def within_round(policy: RoundPolicy, own: RoundPolicy) -> RoundPolicy:
    """Keep of the round's own policy what no scenario changes: the price of misfit and the days to answer."""
    return replace(policy, fit_penalty=own.fit_penalty, answer_days=own.answer_days)


def name_faults(name: str) -> list[Reason]:
    """List what is wrong with a scenario's name."""
    if not name.strip():
        return [reason("scenario.name_missing", "name")]
    return [reason("scenario.name_too_long", "name", limit=LONGEST_NAME)] if len(name) > LONGEST_NAME else []


def why_faults(why: str) -> list[Reason]:
    """List what is wrong with the reason for an edit: whoever reads the history learns from it."""
    length = len(why.strip())
    if length > LONGEST_WHY:
        return [reason("scenario.why_too_long", "why", limit=LONGEST_WHY)]
    return [] if length >= SHORTEST_WHY else [reason("scenario.why_missing", "why", limit=SHORTEST_WHY)]


def kind_faults(edit: HandEdit) -> list[Reason]:
    """List what cannot be settled so: bids are served or left out, pairs locked, forbidden or added."""
    allowed = BID_EDITS if edit.bid_ids else PAIR_EDITS
    return [] if edit.kind in allowed else [reason("edit.kind_unknown", "kind")]


def settled_with(edits: Iterable[HandEdit], edit: HandEdit) -> tuple[HandEdit, ...]:
    """Add an edit to those made before; one about the same pair or bids takes the earlier one's place."""
    return (*(each for each in edits if not edit.replaces(each)), edit)
