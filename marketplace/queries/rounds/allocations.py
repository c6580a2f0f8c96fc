"""Allocations as their two sides and the facilitators see them: what is proposed, what was answered, until when."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, true

from marketplace.domain.acts import Stake
from marketplace.domain.allocations import ALLOCATION_MACHINE, AllocationPermit, AllocationState, Answer, is_expired
from marketplace.domain.errors import NotFound
from marketplace.domain.ids import AllocationId, BidId, ContractId, DemandId, LotId, RoundId
from marketplace.domain.mass import Mass
from marketplace.domain.money import Money, UnitPrice
from marketplace.domain.prices import PriceKind
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.accounts.sides import MakerSide, ProducerSide
from marketplace.models.base import db
from marketplace.models.lots.facts import decimals
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.rounds.rounds import Allocation
from marketplace.queries.rounds.plans import taker_of

PER_PAGE = 24
OVERDUE_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationView:
    """One allocation with both sides; `own_answer` and `other_answer` as seen from the viewer's side.

    It is for a demand, or for a bid, which seeks no flavour. `maker` is None where the viewer may not know
    who bids.
    """

    id: AllocationId
    round_id: RoundId
    state: AllocationState
    lot_id: LotId
    lot_code: str
    demand_id: DemandId | None
    bid_id: BidId | None
    demand_code: str
    demand_title: str
    producer: str
    maker: str | None
    maker_country: str
    bags: int
    bag_weight: Mass
    volume: Mass
    price: UnitPrice
    total: Money
    landed: Decimal
    ceiling: UnitPrice | None
    fit: Decimal
    profile: dict[str, Decimal]
    target: dict[str, Decimal]
    answer_by: datetime | None
    producer_answer: Answer | None
    maker_answer: Answer | None
    decline_reason: str | None
    contract_id: ContractId | None
    contract_code: str | None
    stake: Stake
    side: Role | None
    is_fictional: bool
    is_provisional: bool

    @property
    def own_answer(self) -> Answer | None:
        """What the viewer's side has answered."""
        return self.producer_answer if self.side is Role.PRODUCER else self.maker_answer

    @property
    def other_answer(self) -> Answer | None:
        """What the other side has answered."""
        return self.maker_answer if self.side is Role.PRODUCER else self.producer_answer

    @property
    def counterpart(self) -> str | None:
        """The other side's name; None where the viewer may not know it."""
        return self.maker if self.side is Role.PRODUCER else self.producer

    def waits_for_viewer(self, now: datetime) -> bool:
        """Whether the viewer's side is asked for an answer."""
        is_open = ALLOCATION_MACHINE.permits(self.state, AllocationPermit.ANSWER)
        is_asked = is_open and self.side is not None and self.own_answer is None
        return is_asked and not is_expired(self.answer_by, now=now)


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Let facilitators see every allocation, and each side its own once they have been offered."""
    if viewer.role is Role.FACILITATOR:
        return true()
    if viewer.organization_id is None:
        return false()
    is_party = or_(Allocation.producer_id == viewer.organization_id, Allocation.maker_id == viewer.organization_id)
    return and_(is_party, Allocation.answer_by.is_not(None))


def list_allocations(viewer: Viewer, *, is_open: bool | None = None, page: int = 1) -> list[AllocationView]:
    """List allocations: what still waits for an answer first, nearest deadline first, then the newest."""
    waiting = case((Allocation.state == AllocationState.OFFERED, Allocation.answer_by), else_=None)
    query = _views(viewer).order_by(waiting.asc().nulls_last(), Allocation.id.desc())
    rows = db.session.execute(_of(query, is_open).limit(PER_PAGE).offset(PER_PAGE * (page - 1)))
    return [_view(row, viewer) for row in rows]


def count_allocations(viewer: Viewer, *, is_open: bool | None = None) -> int:
    """Count allocations."""
    query = select(func.count()).select_from(Allocation).where(visible_to(viewer))
    return db.session.scalar(_of(query, is_open)) or 0


def get_allocation(allocation_id: int, viewer: Viewer) -> AllocationView:
    """Return one allocation; raises `NotFound` when there is none or it is not the viewer's to see."""
    row = db.session.execute(_views(viewer).where(Allocation.id == allocation_id)).one_or_none()
    if row is None:
        raise NotFound("allocation.unknown")
    return _view(row, viewer)


def list_overdue(now: datetime, *, round_id: int | None = None) -> list[AllocationId]:
    """List allocations whose time to answer is over and whose bags are still held, for the job that expires them."""
    query = select(Allocation.id).where(Allocation.state == AllocationState.OFFERED, Allocation.answer_by < now)
    if round_id is not None:
        query = query.where(Allocation.round_id == round_id)
    return list(db.session.scalars(query.order_by(Allocation.id).limit(OVERDUE_AT_ONCE)))


def _of(query: Select[*tuple[Any, ...]], is_open: bool | None) -> Select[*tuple[Any, ...]]:  # noqa: FBT001 - a filter that may be absent
    if is_open is None:
        return query
    offered = Allocation.state == AllocationState.OFFERED
    return query.where(offered if is_open else ~offered)


def _views(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Allocation,
            Lot,
            Demand,
            Bid,
            ProducerSide.name.label("producer"),
            MakerSide.name.label("maker"),
            MakerSide.country.label("maker_country"),
            Contract,
        )
        .join(Lot, Lot.id == Allocation.lot_id)
        .outerjoin(Demand, Demand.id == Allocation.demand_id)
        .outerjoin(Bid, Bid.id == Allocation.bid_id)
        .join(ProducerSide, ProducerSide.id == Allocation.producer_id)
        .join(MakerSide, MakerSide.id == Allocation.maker_id)
        .outerjoin(Contract, or_(Contract.allocation_id == Allocation.id, _of_accepted_bid()))
        .where(visible_to(viewer))
    )


def _is_hidden(bid: Bid | None, viewer: Viewer) -> bool:
    """Say whether the viewer may not know who bids: its group, until it has accepted."""
    return bid is not None and bid.hides_maker and viewer.organization_id == bid.producer_id


def _of_accepted_bid() -> ColumnElement[bool]:
    """Find the contract of a bid that was accepted by agreeing to what was allocated to it."""
    return and_(Contract.bid_id == Allocation.bid_id, Allocation.state == AllocationState.AGREED)


def _view(row: Any, viewer: Viewer) -> AllocationView:  # noqa: ANN401 - a row of `_views`
    allocation, lot, contract = row.Allocation, row.Lot, row.Contract
    demand, taker = row.Demand, taker_of(row.Demand, row.Bid)
    sides = {allocation.producer_id: Role.PRODUCER, allocation.maker_id: Role.MAKER}
    return AllocationView(
        id=allocation.id,
        round_id=allocation.round_id,
        state=allocation.state,
        lot_id=lot.id,
        lot_code=lot.code,
        demand_id=allocation.demand_id,
        bid_id=allocation.bid_id,
        demand_code=taker.code,
        demand_title=taker.title,
        producer=row.producer,
        maker=None if _is_hidden(row.Bid, viewer) else row.maker,
        maker_country=row.maker_country,
        bags=allocation.bags,
        bag_weight=allocation.bag_weight,
        volume=allocation.volume,
        price=allocation.price,
        total=allocation.price * allocation.volume,
        landed=allocation.landed,
        ceiling=demand.ceiling if demand is not None else None,
        fit=allocation.fit,
        profile=decimals(lot.profile),
        target=taker.target,
        answer_by=allocation.answer_by,
        producer_answer=allocation.producer_answer,
        maker_answer=allocation.maker_answer,
        decline_reason=allocation.decline_reason,
        contract_id=contract.id if contract else None,
        contract_code=contract.code if contract else None,
        stake=allocation.stake,
        side=sides.get(viewer.organization_id) if viewer.role is not Role.FACILITATOR else None,
        is_fictional=lot.is_fictional,
        is_provisional=(row.Bid.newest if row.Bid else lot).price_kind is PriceKind.DIFFERENTIAL,
    )
