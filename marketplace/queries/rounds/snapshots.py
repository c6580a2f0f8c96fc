"""Freezing a market day for a round: every fact, fit and landed price that the decision rests on, as plain JSON."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from marketplace.domain.contracts.life import ContractState
from marketplace.domain.eligibility import fit, ineligibilities, landed
from marketplace.domain.errors import NotFound, Reason
from marketplace.domain.freight import FreightTable
from marketplace.domain.ids import RoundId
from marketplace.domain.plain import to_plain
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.lots.figures import freight_in_force
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.rounds.rounds import Round
from marketplace.queries.rounds.frozen_bids import absent_bids, bid_pairs, frozen_bids
from marketplace.queries.rounds.market import DemandEntry, LotEntry, get_market_day

FORM = 1
Plain = dict[str, Any]


def take_snapshot(round_id: RoundId, viewer: Viewer, *, now: datetime) -> Plain:
    """Freeze who takes part now and what each may buy of whom; the same market gives the same snapshot.

    `pairs` holds [lot, demand or bid, fit, landed USD/t] of all that may meet, `refusals` [lot, demand, broken rules]
    of the rest; `bids` and `limits` are there only where somebody has bid. Volumes are kilograms, prices USD/t, all
    numbers written as text.
    """
    row = db.session.get(Round, round_id)
    if row is None or viewer.role not in (Role.FACILITATOR, Role.SYSTEM):
        raise NotFound("round.unknown")
    day, sold_before = get_market_day(viewer, now=now), _groups_that_sold()
    freight = freight_in_force(day.today)
    pairs: list[list[object]] = []
    refusals: list[list[object]] = []
    demands = []
    for demand in day.present_demands:
        verdicts = [(lot, ineligibilities(lot.facts, demand.facts, freight=freight)) for lot in day.present_lots]
        broken = [(lot, verdict) for lot, verdict in verdicts if verdict]
        pairs += [_pair(lot, demand, freight) for lot, verdict in verdicts if not verdict]
        refusals += [[lot.id, demand.id, [each.code for each in verdict]] for lot, verdict in broken]
        demands.append({**_demand(demand), "refused": _refused(demand, broken)})
    return {
        "form": FORM,
        "round": round_id,
        "day": day.today.isoformat(),
        "policy": row.policy,
        "lots": [_lot(each, sold_before) for each in day.present_lots],
        "demands": demands,
        **frozen_bids(day.bids),
        "pairs": pairs + bid_pairs(day.bids),
        "refusals": refusals,
        "absent": [_absent("lot", each) for each in day.absent_lots]
        + [_absent("demand", each) for each in day.absent_demands]
        + absent_bids(day.bids),
    }


def _pair(lot: LotEntry, demand: DemandEntry, freight: FreightTable) -> list[object]:
    price = landed(lot.facts, demand.facts, freight=freight)
    return [lot.id, demand.id, str(fit(lot.facts, demand.facts)), str(price)]


def _groups_that_sold() -> frozenset[str]:
    """Find the groups that have ever had an approved contract here, by code."""
    query = select(Organization.code).join(Contract, Contract.producer_id == Organization.id)
    return frozenset(db.session.scalars(query.where(Contract.state == ContractState.APPROVED).distinct()))


def _lot(entry: LotEntry, sold_before: frozenset[str]) -> Plain:
    return {
        "id": entry.id,
        "code": entry.code,
        "group": entry.group_code,
        "region": entry.region,
        "is_women_led": entry.is_women_led,
        "is_first_sale": entry.group_code not in sold_before,
        "bags": entry.bags,
        "minimum_bags": entry.minimum_bags,
        "bag_weight": to_plain(entry.bag_weight),
        "price": to_plain(entry.price),
        "facts": to_plain(entry.facts),
    }


def _demand(entry: DemandEntry) -> Plain:
    return {
        "id": entry.id,
        "code": entry.code,
        "maker": entry.maker_code,
        "max_lots": entry.need.max_lots,
        "facts": to_plain(entry.facts),
    }


def _refused(demand: DemandEntry, broken: Sequence[tuple[LotEntry, tuple[Reason, ...]]]) -> Plain:
    """Count the lots by the first rule they break, and name the one that came nearest: fewest rules, then best fit."""
    if not broken:
        return {"by_rule": {}, "nearest": None}
    lot, verdict = min(broken, key=lambda pair: (len(pair[1]), -fit(pair[0].facts, demand.facts), pair[0].id))
    return {
        "by_rule": dict(Counter(reasons[0].code for _, reasons in broken)),
        "nearest": {"lot": lot.code, "reasons": [_reason(each) for each in verdict]},
    }


def _absent(kind: str, entry: LotEntry | DemandEntry) -> Plain:
    assert entry.absence is not None  # noqa: S101 - only the absent are asked
    return {"kind": kind, "id": entry.id, "code": entry.code, "reason": _reason(entry.absence)}


def _reason(reason: Reason) -> Plain:
    return {"code": reason.code, "facts": to_plain(reason.facts)}
