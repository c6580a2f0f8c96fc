"""What the optimizer answers: allocations, what they are worth, and how much better any plan could be."""

from dataclasses import dataclass, field
from enum import StrEnum

from matching.policy import Measure, Policy


class Status(StrEnum):
    """How a search ended.

    Proven best; ended by its own rule with a gap left (the same again next time); stopped from outside before that;
    proven that nothing is worth trading; proven that no plan keeps the policy.
    """

    OPTIMAL = "optimal"
    FINISHED = "finished"
    STOPPED = "stopped"
    EMPTY = "empty"
    INFEASIBLE = "infeasible"


class Ties(StrEnum):
    """How ties fell: by the published hash (the plan is the only answer) or by the salted order of listing."""

    BY_HASH = "by_hash"
    BY_ORDER = "by_order"


class Method(StrEnum):
    """What proves a part's bound: a complete search, or prices that anybody can add up again."""

    SEARCH = "search"
    PRICES = "prices"


@dataclass(frozen=True, slots=True)
class Allocation:
    """One line of a plan: `bags` whole bags of a lot for a demand.

    `value` (cents) is bags times the pair's value less the contract cost; `ask` and `landed` are cents per tonne, a
    price tier taken off.
    """

    lot: str
    demand: str
    bags: int
    grams: int
    value: int
    fit: float
    ask: int
    landed: int


@dataclass(frozen=True, slots=True)
class PartResult:
    """A piece of the market that trades with no other piece, with its own value and proven bound (cents)."""

    lots: int
    demands: int
    pairs: int
    value: int
    bound: int
    ties: Ties
    method: Method = Method.SEARCH
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a search stands: parts done of all, value in hand and proven bound (cents), seconds since the start."""

    phase: str
    done: int
    total: int
    value: int
    bound: int
    seconds: float


@dataclass(frozen=True, slots=True)
class LotPrice:
    """A lot's market price in cents per tonne, and the interval of prices at which the market would still clear."""

    lot: str
    price: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Shadow:
    """What one more of something is worth at the margin, in cents: `per` bag of a lot, `per` tonne of the rest."""

    kind: str
    key: str
    cents: int
    per: str


@dataclass(frozen=True, slots=True)
class ContractPrice:
    """What a contract would pay at the market prices, in cents per tonne, so that neither side loses by it."""

    lot: str
    demand: str
    price: int


@dataclass(frozen=True, slots=True)
class RefusedOffer:
    """A pair that bags being whole keeps out of the plan, though its demand would gain `gain` cents at the prices."""

    lot: str
    demand: str
    gain: int


@dataclass(frozen=True, slots=True)
class Give:
    """A rule that cannot be kept together with the others named, and by how much it gives in the smallest relaxation.

    `missing` is in grams where `per` is a tonne, in cents where it is a dollar, in bags where it is a bag.
    """

    rule: str
    missing: int
    per: str


@dataclass(frozen=True, slots=True)
class Reached:
    """What a plan reaches of one aim, and the proven limit of it (cents, grams, or parts of 10,000)."""

    measure: Measure
    value: int
    bound: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The answer to a problem. `bound` is what no plan can exceed and `gap` is `bound - value`, all in cents.

    `value` is what the allocations add up to, opened lots and begun containers taken off (`costs`). Two plans are equal
    when they decide the same; the log (which holds seconds) and the versions do not count.
    """

    status: Status
    problem: str
    policy: Policy
    allocations: tuple[Allocation, ...]
    value: int
    bound: int
    gap: int
    parts: tuple[PartResult, ...]
    costs: int = 0
    reached: tuple[Reached, ...] = ()
    prices: tuple[LotPrice, ...] = ()
    shadows: tuple[Shadow, ...] = ()
    contract_prices: tuple[ContractPrice, ...] = ()
    uplift: int = 0
    refused: tuple[RefusedOffer, ...] = ()
    clash: tuple[Give, ...] = ()
    log: tuple[Progress, ...] = field(default=(), compare=False)
    versions: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    @property
    def ties(self) -> Ties:
        """Say how ties fell in the whole market: by hash only if in every part."""
        return Ties.BY_ORDER if any(part.ties is Ties.BY_ORDER for part in self.parts) else Ties.BY_HASH
