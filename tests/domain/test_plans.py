"""A plan speaks the market's words before anything is stored."""

from dataclasses import FrozenInstanceError
from decimal import Decimal

import pytest

from marketplace.domain.errors import reason
from marketplace.domain.events import SubjectKind
from marketplace.domain.plans import Plan, PlannedMiss, Sighting

MISS = PlannedMiss(SubjectKind.DEMAND, 14, reason("eligibility.price", value=Decimal(4000), limit=Decimal(3900)))


def test_a_search_is_seen_before_it_has_found_anything() -> None:
    seen = Sighting(phase="reading", seconds=Decimal(0))
    assert (seen.done, seen.total, seen.incumbent_cents, seen.bound_cents) == (0, 0, None, None)


def test_a_plan_once_made_does_not_change() -> None:
    plan = Plan(status="optimal", value_cents=0, bound_cents=0, fingerprint="f", allocations=(), misses=(MISS,))
    with pytest.raises(FrozenInstanceError):
        plan.value_cents = 1  # type: ignore[misc]
