"""The board of what makers seek and nobody has promised: for groups that wonder what to ferment next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select

from marketplace.domain.certificates import ORGANIC
from marketplace.domain.contracts.changes import AmendmentKind
from marketplace.domain.demands import DemandState
from marketplace.domain.ids import DemandId, OrganizationId
from marketplace.domain.mass import NO_MASS, Mass
from marketplace.domain.money import Incoterm
from marketplace.domain.unmet import Need, UnmetCell, family_of, gather, median_asks, month_of
from marketplace.models.base import db
from marketplace.models.lots.facts import decimals
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.contracts.amendments import Amendment
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.market.lots import Lot, Reservation
from marketplace.models.rows.rounds.rounds import Allocation
from marketplace.queries.counting import remembered

NEWEST_LOTS = 300
"""Asking prices are those of the newest lots on offer."""
ORGANIC_WORDS = frozenset(scheme.value for scheme in ORGANIC)


@dataclass(frozen=True, slots=True)
class UnmetBoard:
    """What is sought, cell by cell, and what comparable lots ask, USD/t FOB, by family."""

    cells: tuple[UnmetCell, ...]
    asks: Mapping[str, Decimal]


def read_unmet_board(today: date) -> UnmetBoard:
    """Read the board; it tells nothing of single makers, so that it is the same for everybody who may see it."""
    return remembered(("unmet", today), lambda: _board(today), is_worth=lambda board: bool(board.cells))


def _board(today: date) -> UnmetBoard:
    promised = _promised()
    rows = db.session.execute(
        select(
            Demand.id,
            Demand.organization_id,
            Demand.weights,
            Demand.volume_max,
            Demand.delivery_start,
            Demand.certificates,
            Demand.needs_eudr,
        ).where(Demand.state == DemandState.OPEN, Demand.delivery_end >= today)
    )
    needs = [
        Need(
            maker_id=row.organization_id,
            family=family_of(decimals(row.weights)),
            month=month_of(max(row.delivery_start, today)),
            volume=_left(row.volume_max, promised.get(row.id, NO_MASS)),
            is_organic=not ORGANIC_WORDS.isdisjoint(row.certificates),
            needs_eudr=row.needs_eudr,
        )
        for row in rows
    ]
    cells = tuple(gather(needs))
    return UnmetBoard(cells, median_asks(_asks()) if cells else {})


def _left(sought: Mass, promised: Mass) -> Mass:
    return max(sought - promised, NO_MASS)


def _asks() -> list[tuple[OrganizationId, str, Decimal]]:
    newest = (
        select(Lot.organization_id, Lot.profile, Lot.price)
        .where(Lot.is_listed, Lot.profile.is_not(None), Lot.__table__.c.price_incoterm == Incoterm.FOB)
        .order_by(Lot.published_at.desc(), Lot.id.desc())
        .limit(NEWEST_LOTS)
    )
    rows = db.session.execute(newest)
    return [(group, family_of(decimals(profile)), price.amount) for group, profile, price in rows]


def _promised() -> dict[DemandId, Mass]:
    """Say how much each open demand has been promised by proposals and bids, and by what changed their bags since."""
    found: dict[DemandId, Mass] = {}
    for query in (_held(Allocation, Reservation.allocation_id), _held(Bid, Reservation.bid_id), _held_since()):
        for row in db.session.execute(query):
            found[row.demand_id] = found.get(row.demand_id, NO_MASS) + (row.volume or NO_MASS)
    return found


def _held(source: type[Allocation | Bid], key: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 - the column that names the source
    return _of_open_demands(source).select_from(source).join(Reservation, key == source.id)


def _held_since() -> Select[*tuple[Any, ...]]:
    return (
        _of_open_demands(Contract)
        .select_from(Contract)
        .join(Amendment, Amendment.contract_id == Contract.id)
        .join(Reservation, Reservation.amendment_id == Amendment.id)
        .where(Amendment.kind == AmendmentKind.TERMS)
    )


def _of_open_demands(source: type[Allocation | Bid | Contract]) -> Select[*tuple[Any, ...]]:
    open_ones = select(Demand.id).where(Demand.state == DemandState.OPEN)
    volume = func.sum(Reservation.bags * source.bag_weight, type_=Lot.bag_weight.type)
    return (
        select(source.demand_id.label("demand_id"), volume.label("volume"))
        .where(source.demand_id.in_(open_ones))
        .group_by(source.demand_id)
    )
