"""Who takes part in a round: which lots and demands, with how much of them, and why the others do not."""

from dataclasses import dataclass, replace
from datetime import date

from marketplace.domain.eligibility import DemandFacts, LotFacts
from marketplace.domain.errors import Reason, reason
from marketplace.domain.mass import NO_MASS, Mass


@dataclass(frozen=True, slots=True)
class Commitment:
    """What a demand has already been promised by allocations and contracts that hold bags."""

    volume: Mass = NO_MASS
    lots: int = 0


@dataclass(frozen=True, slots=True)
class Need:
    """What a demand still seeks."""

    volume_min: Mass
    volume_max: Mass
    max_lots: int


UNCOMMITTED = Commitment()


def open_need(need: Need, committed: Commitment = UNCOMMITTED) -> Need:
    """Take what is promised already off a need; nothing of it goes below nil."""
    return Need(
        max(need.volume_min - committed.volume, NO_MASS),
        max(need.volume_max - committed.volume, NO_MASS),
        max(need.max_lots - committed.lots, 0),
    )


def facts_of_need(demand: DemandFacts, need: Need) -> DemandFacts:
    """Say what eligibility must know of a demand that seeks only `need` any more."""
    return replace(demand, volume_min=need.volume_min, volume_max=need.volume_max, accepts_blend=need.max_lots > 1)


def lot_absence(lot: LotFacts, *, may_trade: bool) -> Reason | None:
    """Say why a lot takes no part in a round, or None: not for sale, its group not verified, too little left."""
    if not lot.is_available:
        return reason("round.lot_not_for_sale", status=lot.status)
    if not may_trade:
        return reason("round.organization_not_verified")
    if lot.remaining < lot.minimum:
        return reason("round.rest_too_small", value=lot.remaining.kilograms, limit=lot.minimum.kilograms)
    return None


def demand_absence(need: Need, *, may_trade: bool, delivery_end: date, today: date) -> Reason | None:
    """Say why an open demand takes no part in a round, or None: maker not verified, too late, or served already."""
    if not may_trade:
        return reason("round.organization_not_verified")
    if delivery_end < today:
        return reason("round.delivery_over", delivery_end=delivery_end)
    if need.volume_max <= NO_MASS:
        return reason("round.demand_served")
    if need.max_lots < 1:
        return reason("round.lots_used_up")
    return None
