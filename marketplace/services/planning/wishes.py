"""Who is served by a line of a plan: a demand, or one of the bids that the optimizer knows as one wish."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from marketplace.domain.ids import BidId, DemandId, LotId
from marketplace.domain.mass import Mass
from marketplace.domain.money import UnitPrice
from marketplace.domain.plain import from_plain
from marketplace.domain.plans import PlannedAllocation

Plain = dict[str, Any]
CENTS = 100


@dataclass(frozen=True, slots=True)
class Part:
    """One bid within a wish, as it was frozen."""

    bid_id: BidId
    code: str
    price: UnitPrice
    landed: Decimal
    asked: Decimal


def bid_parts(inputs: Plain) -> dict[tuple[str, str], Part]:
    """List the bids of frozen inputs by wish and lot, both as the optimizer names them."""
    return {
        (wish["key"], str(part["lot"])): Part(
            bid_id=BidId(part["id"]),
            code=part["code"],
            price=from_plain(UnitPrice, part["price"]),
            landed=Decimal(part["landed"]),
            asked=Decimal(part["asked"]),
        )
        for wish in inputs.get("bids", ())
        for part in wish["parts"]
    }


def bids_of(inputs: Plain) -> dict[str, Plain]:
    """List the wishes of frozen inputs by key."""
    return {wish["key"]: wish for wish in inputs.get("bids", ())}


def line_of(line: Plain, lot: Plain, *, fit: Decimal, parts: dict[tuple[str, str], Part]) -> PlannedAllocation:
    """Say a line of a claim in the market's words; a bid's line has the bid's price, a demand's the lot's."""
    part = parts.get((line["demand"], line["lot"]))
    return PlannedAllocation(
        lot_id=LotId(int(line["lot"])),
        demand_id=DemandId(int(line["demand"])) if part is None else None,
        bid_id=None if part is None else part.bid_id,
        bags=line["bags"],
        bag_weight=from_plain(Mass, lot["bag_weight"]),
        price=from_plain(UnitPrice, lot["price"]) if part is None else part.price,
        fit=fit,
        landed=Decimal(line["landed"]) / CENTS if part is None else part.landed,
        value_cents=line["value"],
    )
