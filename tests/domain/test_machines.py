"""Every state x step x role of every machine is decided by its table and by nothing else."""

from enum import StrEnum
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.drawings import MACHINES
from marketplace.domain.errors import MarketError, NotAllowed, Refused
from marketplace.domain.lots import LOT_MACHINE, LotPermit, LotState, LotStep
from marketplace.domain.machines import Machine
from marketplace.domain.payments.life import RefundState
from marketplace.domain.viewers import Role

EACH = pytest.mark.parametrize(("machine", "states"), [pytest.param(*pair, id=pair[0].title) for pair in MACHINES])
EACH_STEP = pytest.mark.parametrize(
    ("machine", "states", "step"),
    [
        pytest.param(machine, states, step, id=f"{machine.title}-{step}")
        for machine, states in MACHINES
        for step in machine.who
    ],
)
Outcome = StrEnum | tuple[type[MarketError], str]


def outcome(machine: Machine[Any, Any], state: StrEnum, *, step: StrEnum, role: Role) -> Outcome:
    """Try a step: the state it leads to, or the no with its reason."""
    try:
        there: StrEnum = machine.advance(state, step, role)
    except MarketError as no:
        return type(no), no.reasons[0].code
    return there


def written(machine: Machine[Any, Any], state: StrEnum, *, step: StrEnum, role: Role) -> Outcome:
    """Read in the table what must come of a step."""
    if role not in machine.who[step]:
        return NotAllowed, f"{machine.noun}.wrong_role"
    there: StrEnum | None = machine.next.get((state, step))
    return there or (Refused, f"{machine.noun}.wrong_state")


@EACH_STEP
def test_a_step_is_taken_exactly_when_the_table_says_so(
    machine: Machine[Any, Any], states: type[StrEnum], step: StrEnum
) -> None:
    for state, role in product(states, Role):
        expected = written(machine, state, step=step, role=role)
        assert outcome(machine, state, step=step, role=role) == expected, (state, role)


@EACH
def test_the_steps_offered_are_exactly_those_that_can_be_taken(
    machine: Machine[Any, Any], states: type[StrEnum]
) -> None:
    for state, role in product(states, Role):
        tried = {step: outcome(machine, state, step=step, role=role) for step in machine.who}
        can_be_taken = {step for step, came in tried.items() if not isinstance(came, tuple)}
        assert set(machine.steps(state, role)) == can_be_taken, (state, role)


@EACH
def test_nobody_who_is_not_signed_in_takes_any_step(machine: Machine[Any, Any], states: type[StrEnum]) -> None:
    assert all(machine.steps(state, Role.ANONYMOUS) == () for state in states)


BEGINNINGS: dict[str, set[StrEnum]] = {"refund": {RefundState.ASKED, RefundState.CREDITED}}
"""Where a life begins, if not only in its first state: what a contract says of its end makes a credit at once."""


@EACH
def test_every_state_can_be_reached_from_the_first(machine: Machine[Any, Any], states: type[StrEnum]) -> None:
    reached = BEGINNINGS.get(machine.noun, {next(iter(states))})
    for _ in states:
        reached |= {there for (here, _), there in machine.next.items() if here in reached}
    assert reached == set(states)


@EACH
def test_every_step_leads_somewhere(machine: Machine[Any, Any], states: type[StrEnum]) -> None:
    assert {step for _, step in machine.next} == set(machine.who)
    assert set(machine.what) <= set(states)


@given(st.data())
def test_any_walk_stays_inside_the_states(data: st.DataObject) -> None:
    machine, states = data.draw(st.sampled_from(MACHINES))
    state = next(iter(states))
    for _ in range(12):
        moves = [(step, role) for role in Role for step in machine.steps(state, role)]
        if not moves:
            return
        step, role = data.draw(st.sampled_from(moves))
        state = machine.advance(state, step, role)
        assert state in states


def test_only_one_step_makes_a_lot_public() -> None:
    assert [step for (_, step), there in LOT_MACHINE.next.items() if there is LotState.PUBLISHED] == [LotStep.PUBLISH]


def test_a_refusal_names_the_state_and_the_step() -> None:
    with pytest.raises(Refused) as refused:
        LOT_MACHINE.advance(LotState.CLOSED, LotStep.SUBMIT, Role.PRODUCER)
    assert refused.value.reasons[0].facts == {"state": "closed", "step": "submit"}


def test_a_state_permits_what_its_row_says() -> None:
    assert LOT_MACHINE.permits(LotState.DRAFT, LotPermit.EDIT)
    assert not LOT_MACHINE.permits(LotState.REJECTED, LotPermit.EDIT)
