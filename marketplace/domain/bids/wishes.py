"""Open bids as a matching round takes them: each for its own lot and all its bags, tied by their conditions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from marketplace.domain.errors import Reason, reason
from marketplace.domain.ids import BidId, DemandId, LotId
from marketplace.domain.mass import NO_MASS, Mass
from marketplace.domain.money import UnitPrice

SHORTEST_TIME = timedelta(days=1)
"""A bid must stand at least so long after a round is frozen, or nobody could answer for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundBid:
    """One open bid before a round. `landed` is its price, `asked` the lot's own, both USD/t at the maker's place."""

    id: BidId
    code: str
    lot_id: LotId
    bags: int
    volume: Mass
    price: UnitPrice
    landed: Decimal
    asked: Decimal
    package: str | None = None
    choice: str | None = None
    counted_with: str | None = None
    cap: Mass | None = None
    demand_id: DemandId | None = None


def wish_key(bid_ids: Iterable[BidId]) -> str:
    """Say how the optimizer names bids that are served all or none."""
    return "-".join(f"b{number}" for number in sorted(bid_ids))


@dataclass(frozen=True, slots=True)
class Wish:
    """Bids of one maker that are served all or none: mostly one, several where each goes only with the others."""

    bids: tuple[RoundBid, ...]

    @property
    def key(self) -> str:
        """How the optimizer names it, never like a demand, whose key is a number."""
        return wish_key(bid.id for bid in self.bids)

    @property
    def volume(self) -> Mass:
        """All that is wanted."""
        return sum((bid.volume for bid in self.bids), NO_MASS)

    @property
    def choice(self) -> str | None:
        """The choice of which at most one is wanted."""
        return next((bid.choice for bid in self.bids if bid.choice), None)

    @property
    def ceiling(self) -> Decimal:
        """The highest landed price that any of its bids names."""
        return max(bid.landed for bid in self.bids)

    def meets_at(self, bid: RoundBid) -> Decimal:
        """Say at which landed price one of its bids meets its lot, so that what is left below the ceiling is its worth.

        That is what the bid offers above the lot's own price, whatever the others of the package offer.
        """
        return self.ceiling - (bid.landed - bid.asked)


@dataclass(frozen=True, slots=True)
class Limit:
    """The wishes and the demand named by `keys` take at most `most` together; with `only_with`, where that is in."""

    key: str
    keys: tuple[str, ...]
    most: Mass
    only_with: str | None = None


def time_fault(valid_until: datetime, *, now: datetime) -> Reason | None:
    """Say why a bid takes no part for want of time, or None."""
    is_short = valid_until < now + SHORTEST_TIME
    return reason("round.bid_ends_soon", valid_until=valid_until) if is_short else None


def wishes_of(bids: Iterable[RoundBid], *, broken: Iterable[str] = ()) -> tuple[list[Wish], dict[BidId, Reason]]:
    """Put bids together that go only together; returns the wishes, and why the rest stays away.

    `broken` names packages of which some bid takes no part. A package that leaves its maker more than one choice is
    left to be answered outside rounds.
    """
    packages: dict[str, list[RoundBid]] = defaultdict(list)
    for bid in sorted(bids, key=lambda each: each.id):
        packages[bid.package or bid.code].append(bid)
    wishes, away, unwhole = [], {}, frozenset(broken)
    for label, members in packages.items():
        code = _fault(label, members, unwhole)
        if code is None:
            wishes.append(Wish(tuple(members)))
        else:
            away.update({bid.id: reason(code) for bid in members})
    return wishes, away


def package_fault(members: Sequence[tuple[LotId, str | None]]) -> str | None:
    """Say why bids that go only together are answered outside rounds, given the lot and the choice of each."""
    if len({choice for _, choice in members if choice}) > 1:
        return "round.bid_conditions_tangled"
    return "round.bid_same_lot" if len({lot_id for lot_id, _ in members}) < len(members) else None


def _fault(label: str, members: Sequence[RoundBid], broken: frozenset[str]) -> str | None:
    if label in broken and members[0].package:
        return "round.bid_package_incomplete"
    return package_fault([(bid.lot_id, bid.choice) for bid in members])


@dataclass(frozen=True, slots=True)
class Held:
    """What bids of one count hold already, and the smallest cap that any of them names."""

    volume: Mass = NO_MASS
    cap: Mass | None = None

    def left_under(self, cap: Mass) -> Mass:
        """Say what may be added under a cap and under those of the bids that hold."""
        least = cap if self.cap is None else min(cap, self.cap)
        return max(least - self.volume, NO_MASS)


NOTHING_HELD = Held()


def held_by(bids: Iterable[tuple[Mass, Mass | None]]) -> Held:
    """Sum up what bids of one count hold, given the volume and the cap of each."""
    known = list(bids)
    volume = sum((volume for volume, _ in known), NO_MASS)
    return Held(volume, min((cap for _, cap in known if cap is not None), default=None))


def limits_of(
    wishes: Sequence[Wish], *, agreed: Mapping[str, Held], sought: Mapping[DemandId, Mass]
) -> tuple[Limit, ...]:
    """List what caps the wishes: the most kilograms in all of bids counted with each other, and of demands they serve.

    `agreed` is what bids of each count hold already, `sought` what each demand before the round seeks at most. The cap
    that a bid names holds where that bid is in, those of bids that hold hold always. A bid for more than its demand
    seeks may be served, but then the demand is not.
    """
    counts: dict[str, list[tuple[Wish, RoundBid]]] = defaultdict(list)
    serving: dict[DemandId, list[Wish]] = defaultdict(list)
    for wish in wishes:
        for bid in wish.bids:
            if bid.counted_with and bid.cap is not None:
                counts[bid.counted_with].append((wish, bid))
            if bid.demand_id is not None and bid.demand_id in sought:
                serving[bid.demand_id].append(wish)
    caps = [
        each for label, own in sorted(counts.items()) for each in _caps(label, own, agreed.get(label, NOTHING_HELD))
    ]
    demands = [_demand_limit(number, sought[number], own) for number, own in sorted(serving.items())]
    return (*caps, *demands)


def _caps(label: str, members: Sequence[tuple[Wish, RoundBid]], held: Held) -> Iterator[Limit]:
    """Yield the largest cap for all, and for each wish that names a smaller one its own."""
    least: dict[str, Mass] = {}
    for wish, bid in members:
        left = held.left_under(bid.cap or NO_MASS)
        least[wish.key] = min(left, least.get(wish.key, left))
    keys, most = tuple(least), max(least.values())
    yield Limit(f"cap-{label}", keys, most)
    for key, own in least.items():
        if own < most:
            yield Limit(f"cap-{label}-{key}", keys, own, key)


def _demand_limit(number: DemandId, most: Mass, own: Sequence[Wish]) -> Limit:
    keys = tuple(dict.fromkeys(wish.key for wish in own))
    return Limit(f"demand-{number}", (str(number), *keys), max([most, *(wish.volume for wish in own)]))
