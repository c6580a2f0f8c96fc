"""The ledger of grams: what a group keeps of a lot for samples, what travels, what is lost, and what is left."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from marketplace.domain.errors import Reason, reason


class GramKind(StrEnum):
    """What happened to grams of a lot; lost (or found) is what had been dispatched."""

    KEPT = "kept"
    DISPATCHED = "dispatched"
    LOST = "lost"
    FOUND = "found"
    RETURNED = "returned"
    DISCARDED = "discarded"


CHANGE: Mapping[GramKind, int] = {
    GramKind.KEPT: 1,
    GramKind.DISPATCHED: -1,
    GramKind.LOST: 0,
    GramKind.FOUND: 0,
    GramKind.RETURNED: 1,
    GramKind.DISCARDED: -1,
}
"""How each kind changes what lies in the group's sample room."""

BY_HAND: tuple[GramKind, ...] = (GramKind.KEPT, GramKind.RETURNED, GramKind.DISCARDED)
"""What a group writes down itself; the rest follows from the steps of samples."""

MOST_AT_ONCE = 20_000
LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """One line that a group writes into the ledger by hand."""

    kind: GramKind
    grams: int
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Stock:
    """Grams of one lot by what became of them."""

    kept: int = 0
    dispatched: int = 0
    lost: int = 0
    returned: int = 0
    discarded: int = 0

    @property
    def left(self) -> int:
        """What can still be sent."""
        return self.kept + self.returned - self.dispatched - self.discarded

    @property
    def with_makers(self) -> int:
        """What was sent and neither lost nor returned."""
        return self.dispatched - self.lost - self.returned


def stock_of(lines: Iterable[tuple[GramKind, int]]) -> Stock:
    """Add up the lines of a ledger."""
    sums = dict.fromkeys(GramKind, 0)
    for kind, grams in lines:
        sums[kind] += grams
    return Stock(
        kept=sums[GramKind.KEPT],
        dispatched=sums[GramKind.DISPATCHED],
        lost=sums[GramKind.LOST] - sums[GramKind.FOUND],
        returned=sums[GramKind.RETURNED],
        discarded=sums[GramKind.DISCARDED],
    )


def entry_faults(entry: Entry, stock: Stock) -> list[Reason]:
    """List what keeps a group from writing a line by hand: no such line, no grams, or more than there are."""
    kind, grams = entry.kind, entry.grams
    if kind not in BY_HAND:
        return [reason("sample.grams_not_by_hand", "kind")]
    if not 1 <= grams <= MOST_AT_ONCE:
        return [reason("sample.grams_out_of_range", "grams", least=1, most=MOST_AT_ONCE)]
    if len(entry.note or "") > LONGEST_NOTE:
        return [reason("sample.words_too_long", "note", limit=LONGEST_NOTE)]
    if kind is GramKind.DISCARDED and grams > stock.left:
        return [reason("sample.not_enough_kept", "grams", grams=grams, left=stock.left)]
    if kind is GramKind.RETURNED and grams > stock.with_makers:
        return [reason("sample.more_than_sent", "grams", grams=grams, sent=stock.with_makers)]
    return []
