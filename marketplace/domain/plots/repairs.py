"""How a faulty outline may be mended: offered to whoever knows the land, never done in silence."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from marketplace.domain.plots.shapes import Shape


class RepairKind(StrEnum):
    """One way of mending, in the order in which they are tried."""

    SWAP_AXES = "swap_axes"
    CLOSE_TRACK = "close_track"
    CLOSE_RING = "close_ring"
    DROP_DUPLICATES = "drop_duplicates"
    ROUND = "round"
    SPLIT_HOLE = "split_hole"
    UNTANGLE = "untangle"


@dataclass(frozen=True, slots=True)
class Repair:
    """A mended outline that no check refuses, what was done to get there, and by how much it changes the plot.

    `square_metres` is the land that the plot gains or loses by it; where nothing could be measured before (the axes
    were swapped, a track was no area), it is the whole area.
    """

    kinds: tuple[RepairKind, ...]
    shape: Shape
    square_metres: Decimal

    @property
    def kind(self) -> RepairKind:
        """Return the first, and mostly the only, thing that is done."""
        return self.kinds[0]

    @property
    def code(self) -> str:
        """Return one word for what is done, as a form sends it back: `close_ring`, `swap_axes+close_ring`."""
        return "+".join(self.kinds)
