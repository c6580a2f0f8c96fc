"""Settling by hand that bids are in a round's plan: what stands against it beside all that is settled so far."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from marketplace.domain.bids.wishes import Limit
from marketplace.domain.errors import Reason, reason
from marketplace.domain.ids import LotId
from marketplace.domain.mass import NO_MASS, Mass


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """Bids that are served whole or not at all, as they were frozen; `key` and `code` name all of them together."""

    key: str
    code: str
    bags: Mapping[LotId, int]
    volume: Mass
    choice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What hands have settled in so far: bids, and how much each demand takes; `bags` counts all of it by lot."""

    bids: tuple[Whole, ...] = ()
    demands: Mapping[str, Mass] = field(default_factory=dict)
    bags: Mapping[LotId, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LotLeft:
    """A lot of the round: its code and its bags."""

    code: str
    bags: int


def bags_faults(bags: Mapping[LotId, int], settled: Settled, *, lots: Mapping[LotId, LotLeft]) -> Iterator[Reason]:
    """List the lots that have not so many bags left beside what has been settled."""
    for lot_id, wanted in bags.items():
        left = lots[lot_id].bags - settled.bags.get(lot_id, 0)
        if wanted > left:
            yield reason("edit.bags_settled", lot=lots[lot_id].code, bags=wanted, left=left)


def serving_faults(
    bids: Whole, settled: Settled, *, lots: Mapping[LotId, LotLeft], limits: Sequence[Limit]
) -> Iterator[Reason]:
    """List why bids cannot be settled in: bags gone to what is settled, its choice made, or a cap reached."""
    yield from bags_faults(bids.bags, settled, lots=lots)
    for other in settled.bids:
        if bids.choice and bids.choice == other.choice:
            yield reason("edit.choice_settled", bid=other.code)
    volumes = {**settled.demands, **{each.key: each.volume for each in (*settled.bids, bids)}}
    for limit in limits:
        taken = sum((volumes.get(key, NO_MASS) for key in limit.keys), NO_MASS)
        is_held = limit.only_with is None or limit.only_with in volumes
        if is_held and bids.key in limit.keys and taken > limit.most:
            yield reason("edit.cap_settled", value=taken.kilograms, limit=limit.most.kilograms)
            return
