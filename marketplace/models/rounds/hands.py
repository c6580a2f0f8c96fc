"""Steps of settling by hand: what the frozen market of a round, and the bids of today, have against an edit."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from marketplace.domain.bids.settling import LotLeft, Settled, Whole, bags_faults, serving_faults
from marketplace.domain.bids.wishes import Limit, wish_key
from marketplace.domain.errors import Reason, Refused, reason, refuse_if_any
from marketplace.domain.ids import BidId, LotId
from marketplace.domain.mass import NO_MASS, Mass
from marketplace.domain.money import UnitPrice
from marketplace.domain.plain import from_plain
from marketplace.domain.scenarios import EditKind, HandEdit
from marketplace.models.base import db
from marketplace.models.bids.publishing import Planned, overtaken
from marketplace.models.rows.bidding.bids import Bid

Plain = dict[str, Any]


def judged_bids(edit: HandEdit, inputs: Plain, *, before: Iterable[HandEdit], now: datetime) -> HandEdit:
    """Extend an edit about one bid to all it goes only together with; raises `Refused` where it cannot be kept.

    Whatever has become of the bids since may be left out; what is to be in must be as it was planned, today too.
    """
    wish = _wish_with(edit.bid_ids, inputs)
    whole = _whole(wish)
    edit = replace(edit, bid_ids=tuple(BidId(part["id"]) for part in wish["parts"]), bags=0)
    if edit.kind is EditKind.LEAVE_OUT:
        return edit
    settled = _settled_in(inputs, [each for each in before if not edit.replaces(each)])
    limits = [from_plain(Limit, each) for each in inputs.get("limits", ())]
    refuse_if_any(serving_faults(whole, settled, lots=_lots(inputs), limits=limits))
    refuse_if_any(_overtaken(wish, inputs, now=now))
    return replace(edit, bags=sum(whole.bags.values()))


def check_room(edit: HandEdit, inputs: Plain, *, before: Iterable[HandEdit]) -> None:
    """Raise `Refused` where a lot has too few bags left for a demand beside what has been settled before."""
    settled = _settled_in(inputs, [each for each in before if not edit.replaces(each)])
    wanted = {edit.lot_id: edit.bags} if edit.lot_id is not None else {}
    refuse_if_any(replace(each, field="bags") for each in bags_faults(wanted, settled, lots=_lots(inputs)))


def code_of_bids(bid_ids: Iterable[BidId], inputs: Plain) -> str:
    """Name bids that go only together by all their codes."""
    return _whole(_wish_with(tuple(bid_ids), inputs)).code


def settled_lines(edit: Plain, inputs: Plain) -> Iterator[Plain]:
    """Say a stored edit as the optimizer knows it: so many bags of a lot for a demand, or for the bids as one."""
    if not edit.get("bid_ids"):
        yield {"lot": edit["lot_id"], "demand": edit["demand_id"], "bags": edit["bags"]}
        return
    wish = _wish_with(edit["bid_ids"], inputs)
    is_in = edit["kind"] == EditKind.SERVE
    for part in wish["parts"]:
        yield {"lot": part["lot"], "demand": wish["key"], "bags": part["bags"] if is_in else 0}


def _wish_with(bid_ids: Iterable[int], inputs: Plain) -> Plain:
    wanted = set(bid_ids)
    for wish in inputs.get("bids", ()):
        if wanted & {part["id"] for part in wish["parts"]}:
            return dict(wish)
    raise Refused(reason("edit.bid_unknown", "bid_id"))


def _whole(wish: Plain) -> Whole:
    parts = wish["parts"]
    return Whole(
        key=wish_key(BidId(part["id"]) for part in parts),
        code=" + ".join(part["code"] for part in parts),
        bags={LotId(part["lot"]): part["bags"] for part in parts},
        volume=sum((from_plain(Mass, part["volume"]) for part in parts), NO_MASS),
        choice=wish["choice"],
    )


def _lots(inputs: Plain) -> Mapping[LotId, LotLeft]:
    return {LotId(lot["id"]): LotLeft(lot["code"], lot["bags"]) for lot in inputs["lots"]}


def _settled_in(inputs: Plain, edits: Iterable[HandEdit]) -> Settled:
    """Sum up what hands have settled in: bids served, and what each demand is to have."""
    known = [each for each in edits if each.bags]
    bids = tuple(_whole(_wish_with(each.bid_ids, inputs)) for each in known if each.bid_ids)
    weights = {lot["id"]: from_plain(Mass, lot["bag_weight"]) for lot in inputs["lots"]}
    bags, demands = Counter[LotId](), dict[str, Mass]()
    for whole in bids:
        bags.update(whole.bags)
    for each in known:
        if each.lot_id is not None:
            bags[each.lot_id] += each.bags
            key = str(each.demand_id)
            demands[key] = demands.get(key, NO_MASS) + weights[each.lot_id] * each.bags
    return Settled(bids=bids, demands=demands, bags=bags)


def _overtaken(wish: Plain, inputs: Plain, *, now: datetime) -> Iterator[Reason]:
    weights = {lot["id"]: from_plain(Mass, lot["bag_weight"]) for lot in inputs["lots"]}
    planned = {
        BidId(part["id"]): Planned(part["bags"], weights[part["lot"]], from_plain(UnitPrice, part["price"]))
        for part in wish["parts"]
    }
    bids = db.session.scalars(select(Bid).where(Bid.id.in_(planned)).order_by(Bid.id))
    return overtaken([(planned[bid.id], bid) for bid in bids], now=now)
