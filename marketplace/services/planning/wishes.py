"""Who is served by a line of a plan: a demand, or one of the bids that the optimizer knows as one wish."""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from marketplace.domain.errors import Reason
from marketplace.domain.ids import BidId, DemandId, LotId
from marketplace.domain.mass import Mass
from marketplace.domain.money import UnitPrice
from marketplace.domain.plain import from_plain
from marketplace.domain.plans import PlannedAllocation

Plain = dict[str, Any]
CENTS, TONNE = 100, 1000
CENT = Decimal("0.01")


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


def name_of(wish: Plain) -> str:
    """Name a wish by the codes of its bids."""
    return " + ".join(part["code"] for part in wish["parts"])


def rise_to_floor(inputs: Plain, wish: Plain) -> Decimal:
    """Say by how many USD/t each of some bids below the floor must rise before serving them adds anything.

    This follows from their own prices, what their lots ask and the least worth of a contract, and from nobody else.
    Half a cent a bag is added, since the optimizer rounds the worth of a bag to whole cents.
    """
    volumes = [from_plain(Mass, part["volume"]).kilograms / TONNE for part in wish["parts"]]
    offers = [Decimal(part["landed"]) - Decimal(part["asked"]) for part in wish["parts"]]
    least = Decimal(inputs["policy"]["contract_cost"]) * len(offers)
    least += CENT / 2 * sum(int(part["bags"]) for part in wish["parts"])
    lacking = least - sum((offer * tonnes for offer, tonnes in zip(offers, volumes, strict=True)), Decimal(0))
    return (lacking / sum(volumes, Decimal(0))).quantize(CENT, ROUND_FLOOR) + CENT


def settled_reason(inputs: Plain, wish: Plain) -> Reason | None:
    """Say what hands have settled that keeps bids out: these bids, bags of their lots, or another of their choice."""
    settled, others = inputs.get("settled", ()), bids_of(inputs)
    if any(each["demand"] == wish["key"] and not each["bags"] for each in settled):
        return Reason("miss.settled_out")
    for key in {each["demand"] for each in settled if each["bags"]} & others.keys():
        if wish["choice"] and others[key]["choice"] == wish["choice"]:
            return Reason("miss.settled_choice", None, {"bid": name_of(others[key])})
    for part in wish["parts"]:
        lot = next(each for each in inputs["lots"] if each["id"] == part["lot"])
        taken = sum(each["bags"] for each in settled if each["lot"] == lot["id"])
        if part["bags"] > lot["bags"] - taken:
            return Reason("miss.settled_bags", None, {"lot": lot["code"]})
    return None


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
