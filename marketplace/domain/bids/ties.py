"""What conditions ask of bids that hang together: all or none, at most one, no more than so much in all."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from marketplace.domain.bids.life import BID_MACHINE, BidPermit, BidState
from marketplace.domain.errors import Reason, reason
from marketplace.domain.ids import BidId
from marketplace.domain.mass import NO_MASS, Mass

MOST_TIED = 20


class Tied(Protocol):
    """What must be known of a bid to judge its conditions."""

    @property
    def id(self) -> BidId: ...  # noqa: D102 - its number
    @property
    def state(self) -> BidState: ...  # noqa: D102 - where it stands
    @property
    def volume(self) -> Mass: ...  # noqa: D102 - how much it is for
    @property
    def counted(self) -> Mass: ...  # noqa: D102 - how much of it counts under a cap, once it is agreed
    @property
    def cap(self) -> Mass | None: ...  # noqa: D102 - the most that all it is counted with may come to
    @property
    def only_together_with(self) -> str | None: ...  # noqa: D102 - its package
    @property
    def either_of(self) -> str | None: ...  # noqa: D102 - its choice
    @property
    def counted_with(self) -> str | None: ...  # noqa: D102 - what it is counted with


Each = TypeVar("Each", bound=Tied)


@dataclass(frozen=True, slots=True, kw_only=True)
class Knot:
    """A bid that is still being written, as the rules of conditions see it."""

    id: BidId
    volume: Mass
    cap: Mass | None = None
    only_together_with: str | None = None
    either_of: str | None = None
    counted_with: str | None = None
    state: BidState = BidState.OPEN

    @property
    def counted(self) -> Mass:
        """How much of it counts under a cap: all that it is for."""
        return self.volume


def package_of(bid: Tied, others: Iterable[Each]) -> list[Each]:
    """List the bids without which this one cannot be."""
    return [each for each in others if each.id != bid.id and _shares(each.only_together_with, bid.only_together_with)]


def rivals_of(bid: Tied, others: Iterable[Each]) -> list[Each]:
    """List the bids of which the maker wants at most one, this one included."""
    return [each for each in others if each.id != bid.id and _shares(each.either_of, bid.either_of)]


def counted_of(bid: Tied, others: Iterable[Each]) -> list[Each]:
    """List the bids that are counted with this one."""
    return [each for each in others if each.id != bid.id and _shares(each.counted_with, bid.counted_with)]


def tie_faults(bid: Tied, others: Sequence[Tied]) -> list[Reason]:
    """List why conditions forbid accepting a bid now, though the other side may want to."""
    found = []
    if any(not _stands(each) for each in package_of(bid, others)):
        found.append(reason("bid.package_broken"))
    if any(_is_agreed(each) for each in rivals_of(bid, others)):
        found.append(reason("bid.choice_taken"))
    if not _fits(bid, others):
        found.append(reason("bid.cap_reached", value=bid.cap.kilograms if bid.cap else None))
    return found


def contradictions(bid: Tied, others: Iterable[Tied]) -> Iterator[Reason]:
    """List why the conditions of a bid could never be met, whatever the other sides answer.

    One that it is counted with is for more than the cap; its package holds two of one choice, or more than a cap.
    """
    around = [each for each in others if each.id != bid.id]
    if any(_is_above_own_cap(each) for each in counted_of(bid, around) if _stands(each)):
        yield reason("bid.cap_too_small", "most_kg_in_all")
    package = [bid, *(each for each in package_of(bid, around) if _stands(each))]
    choices = [each.either_of for each in package if each.either_of]
    if len(choices) > len(set(choices)):
        yield reason("bid.conditions_contradict", "either_of")
    counts = {each.counted_with for each in package if each.counted_with}
    if len(package) > 1 and any(_is_above_cap(package, label) for label in counts):
        yield reason("bid.package_above_cap", "most_kg_in_all")


def is_complete(bid: Tied, others: Sequence[Tied]) -> bool:
    """Say whether all the bids without which this one cannot be are agreed already."""
    return all(_is_agreed(each) for each in package_of(bid, others))


def overtaken_by(bid: Each, others: Sequence[Each]) -> tuple[list[Each], list[Each]]:
    """List the open bids that an accepted one overtakes: the rest of its choice, and what fits under no cap now."""
    waiting = [each for each in others if BID_MACHINE.permits(each.state, BidPermit.ANSWER)]
    rest = rivals_of(bid, waiting)
    too_much = [each for each in counted_of(bid, waiting) if each not in rest and not _fits(each, [bid, *others])]
    return rest, too_much


def room_under_cap(bid: Each, others: Sequence[Each]) -> Mass | None:
    """Say how much an agreed bid may come to beside the others that it is counted with; None where nothing caps it."""
    agreed = [each for each in counted_of(bid, others) if _is_agreed(each)]
    caps = [each.cap for each in (bid, *agreed) if each.cap is not None]
    taken = sum((each.counted for each in agreed), NO_MASS)
    return max(min(caps) - taken, NO_MASS) if caps else None


def _fits(bid: Tied, others: Sequence[Tied]) -> bool:
    """Say whether a bid and all agreed ones that are counted with it stay under the cap of each of them."""
    agreed = [each for each in counted_of(bid, others) if _is_agreed(each)]
    volume = sum((each.counted for each in {each.id: each for each in agreed}.values()), bid.volume)
    return all(each.cap is None or volume <= each.cap for each in (bid, *agreed))


def _is_above_own_cap(bid: Tied) -> bool:
    return bid.cap is not None and bid.cap < bid.volume


def _is_above_cap(package: Iterable[Tied], label: str) -> bool:
    counted = [each for each in package if each.counted_with == label]
    volume = sum((each.volume for each in counted), NO_MASS)
    return any(each.cap is not None and each.cap < volume for each in counted)


def _shares(one: str | None, other: str | None) -> bool:
    return one is not None and one == other


def _is_agreed(bid: Tied) -> bool:
    return BID_MACHINE.permits(bid.state, BidPermit.HOLD_BAGS)


def _stands(bid: Tied) -> bool:
    return _is_agreed(bid) or BID_MACHINE.permits(bid.state, BidPermit.ANSWER)
