"""Every step of every machine has an event with a name of its own."""

from enum import StrEnum
from typing import Any

import pytest

from marketplace.domain.drawings import MACHINES
from marketplace.domain.events import EventKind, SubjectKind, step_taken
from marketplace.domain.lots import LotStep
from marketplace.domain.machines import Machine


@pytest.mark.parametrize(("machine", "states"), MACHINES, ids=lambda each: getattr(each, "noun", ""))
def test_every_step_names_its_event(machine: Machine[Any, Any], states: type[StrEnum]) -> None:
    named = {step_taken(SubjectKind(machine.noun), step) for step in machine.who}
    assert len(named) == len(machine.who)


def test_a_published_lot_is_called_so() -> None:
    assert step_taken(SubjectKind.LOT, LotStep.PUBLISH) is EventKind.LOT_PUBLISHED


@pytest.mark.parametrize("kind", EventKind)
def test_every_event_begins_with_its_subject(kind: EventKind) -> None:
    assert kind.split(".")[0] in set(SubjectKind)
