"""A plan speaks the market's words before anything is stored."""

from dataclasses import FrozenInstanceError
from decimal import Decimal

import pytest

from marketplace.domain.errors import reason
from marketplace.domain.events import SubjectKind
from marketplace.domain.plans import PlannedMiss, Sighting


def test_a_search_is_seen_before_it_has_found_anything() -> None:
    seen = Sighting(phase="reading", seconds=Decimal(0))
    assert (seen.done, seen.total, seen.incumbent_cents, seen.bound_cents) == (0, 0, None, None)


def test_a_miss_once_told_does_not_change() -> None:
    miss = PlannedMiss(SubjectKind.DEMAND, 14, reason("eligibility.price"))
    with pytest.raises(FrozenInstanceError):
        miss.subject_id = 15  # type: ignore[misc]
