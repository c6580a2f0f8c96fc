"""A plan speaks the market's words before anything is stored."""

from dataclasses import FrozenInstanceError
from decimal import Decimal

import pytest

from marketplace.domain.errors import reason
from marketplace.domain.events import SubjectKind
from marketplace.domain.plans import PlannedMiss, Sighting, inputs_hash


def test_a_search_is_seen_before_it_has_found_anything() -> None:
    seen = Sighting(phase="reading", seconds=Decimal(0))
    assert (seen.done, seen.total, seen.incumbent_cents, seen.bound_cents) == (0, 0, None, None)


def test_a_miss_once_told_does_not_change() -> None:
    miss = PlannedMiss(SubjectKind.DEMAND, 14, reason("eligibility.price"))
    with pytest.raises(FrozenInstanceError):
        miss.subject_id = 15  # type: ignore[misc]


def test_frozen_inputs_are_named_by_content_and_not_by_order() -> None:
    assert inputs_hash({"a": 1, "b": "ñ"}) == inputs_hash({"b": "ñ", "a": 1})
    assert inputs_hash({"a": 1}) != inputs_hash({"a": 2})


def test_the_name_of_inputs_never_changes() -> None:
    assert inputs_hash({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
