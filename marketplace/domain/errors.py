"""The four words in which the market says no, each with reason codes and facts but no human language."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One cause of a refusal: a code such as `lot.moisture_too_high`, the field it concerns, and its facts."""

    code: str
    field: str | None = None
    facts: dict[str, object] = dataclasses.field(default_factory=dict)


def reason(code: str, at: str | None = None, **facts: object) -> Reason:
    """Build a `Reason` about the field `at` from keyword facts."""
    return Reason(code, at, facts)


class MarketError(Exception):
    """Any no of the market; `reasons` is never empty."""

    def __init__(self, *reasons: Reason | str) -> None:
        """Keep the reasons; a bare string is a reason code without facts."""
        self.reasons = tuple(Reason(each) if isinstance(each, str) else each for each in reasons)
        super().__init__(", ".join(each.code for each in self.reasons))

    @property
    def code(self) -> str:
        """The code of the first reason."""
        return self.reasons[0].code


class NotFound(MarketError):  # noqa: N818 - one of the design's four words
    """There is no such thing, or this viewer may not know of it."""


class NotAllowed(MarketError):  # noqa: N818 - one of the design's four words
    """The viewer may not do this."""


class Refused(MarketError):  # noqa: N818 - one of the design's four words
    """A rule of the market forbids it now."""


class Stale(MarketError):  # noqa: N818 - one of the design's four words
    """Somebody else changed it first."""


def refuse_if_any(reasons: Iterable[Reason]) -> None:
    """Raise `Refused` with all the reasons, if there are any."""
    found = tuple(reasons)
    if found:
        raise Refused(*found)
