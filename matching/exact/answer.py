"""What is known of a program once a search has stopped."""

from dataclasses import dataclass

from matching.exact.program import Point


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """The best point found (None: none is known), its value, a bound on every point's value, and the steps it took.

    Value and bound are in the program's whole units. No point and no bound together say that no point exists;
    `is_proven` says that nothing better than the point, or nothing at all, exists.
    """

    point: Point | None
    value: int | None
    bound: int | None
    is_proven: bool
    nodes: int
