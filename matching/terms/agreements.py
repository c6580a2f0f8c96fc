"""What reaches over several lots and demands: a maker's caps, containers, and what people have settled already."""

from dataclasses import dataclass

from matching.checks import check_all_are, check_distinct, check_text, check_whole, malformed
from matching.terms.offers import MOST_BAGS


@dataclass(frozen=True, slots=True)
class MakerCap:
    """All the named demands together take at most `most_grams`, for at most `most_cents` landed (None: no limit).

    With `while_served` (not empty), a bundle among them, the cap holds only in plans that serve that one.
    """

    key: str
    demands: tuple[str, ...]
    most_grams: int | None = None
    most_cents: int | None = None
    while_served: str = ""

    def __post_init__(self) -> None:
        check_text("cap.key", self.key)
        check_all_are(f"cap {self.key}: demands", self.demands, kind=str)
        check_distinct(f"cap {self.key}: demands", self.demands)
        if self.while_served and self.while_served not in self.demands:
            raise malformed(f"cap {self.key}: while_served", f"{self.while_served!r} is not one of its demands")
        for name in ("most_grams", "most_cents"):
            if getattr(self, name) is not None:
                check_whole(f"cap {self.key}: {name}", getattr(self, name), least=0)


@dataclass(frozen=True, slots=True)
class Lane:
    """From `origin` to `destination`, every begun `step_grams` (a container) costs `step_cost` cents."""

    origin: str
    destination: str
    step_grams: int
    step_cost: int

    def __post_init__(self) -> None:
        check_text("lane.origin", self.origin)
        check_text("lane.destination", self.destination)
        check_whole("lane.step_grams", self.step_grams, least=1)
        check_whole("lane.step_cost", self.step_cost, least=0)


@dataclass(frozen=True, slots=True)
class Settled:
    """A pair that people have decided: between `least_bags` and `most_bags` bags; most 0 forbids it.

    What was agreed holds whatever the smallest parcel of either side.
    """

    lot: str
    demand: str
    least_bags: int = 0
    most_bags: int = MOST_BAGS

    def __post_init__(self) -> None:
        check_text("settled.lot", self.lot)
        check_text("settled.demand", self.demand)
        check_whole("settled.least_bags", self.least_bags, least=0, most=MOST_BAGS)
        check_whole("settled.most_bags", self.most_bags, least=0, most=MOST_BAGS)
        if self.least_bags > self.most_bags:
            raise malformed("settled", f"{self.lot} for {self.demand}: least_bags is more than most_bags")
