"""State machines as tables: which step leads where, who may take it, and what a state permits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from marketplace.domain.errors import NotAllowed, Reason, Refused
from marketplace.domain.viewers import Role

State = TypeVar("State", bound=StrEnum)
Step = TypeVar("Step", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Machine(Generic[State, Step]):
    """The whole life of one noun: NEXT, WHO and WHAT."""

    noun: str
    next: Mapping[tuple[State, Step], State]
    who: Mapping[Step, frozenset[Role]]
    what: Mapping[State, frozenset[str]] = field(default_factory=dict)
    part: str = ""

    @property
    def title(self) -> str:
        """What its drawing is called: the noun, and which part of its life this is where it has several."""
        return ", ".join(filter(None, (self.noun.capitalize(), self.part)))

    def advance(self, state: State, step: Step, role: Role) -> State:
        """Return the state after `step`.

        Raises `NotAllowed` (`<noun>.wrong_role`) or `Refused` (`<noun>.wrong_state`, facts `state` and `step`).
        """
        if role not in self.who[step]:
            raise NotAllowed(Reason(f"{self.noun}.wrong_role", None, {"step": step.value}))
        if (state, step) not in self.next:
            raise Refused(Reason(f"{self.noun}.wrong_state", None, {"state": state.value, "step": step.value}))
        return self.next[(state, step)]

    def steps(self, state: State, role: Role) -> tuple[Step, ...]:
        """List the steps that `role` may take from `state`, in the table's order."""
        return tuple(step for (here, step) in self.next if here == state and role in self.who[step])

    def permits(self, state: State, what: str) -> bool:
        """Say whether `state` permits `what`."""
        return what in self.what.get(state, frozenset())
