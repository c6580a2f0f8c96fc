"""Reads which approved contracts wait for a shipment, and which of them could share a container."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import aliased

from marketplace.domain.contracts.frames import CallOffState
from marketplace.domain.contracts.life import ContractState
from marketplace.domain.contracts.milestones import STILL_AT_HOME
from marketplace.domain.ids import CallOffId, ContractId
from marketplace.domain.mass import Mass
from marketplace.domain.money import Incoterm
from marketplace.domain.shipments.plans import Candidate, ContainerPlan, container_plans
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.lots.figures import freight_in_force
from marketplace.models.rows.contracts.call_offs import CallOff, FrameSeason
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.shipments import Cargo
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization

MOST = 300
"""So many contracts are planned with at once, those whose window ends first."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A contract, or a confirmed call-off of a frame, that no shipment carries yet."""

    contract_id: ContractId
    call_off_id: CallOffId | None
    code: str
    lot_code: str
    producer: str
    maker: str
    collection_point: str
    destination: str
    window: tuple[date, date]
    bags: int
    volume: Mass
    incoterm: Incoterm
    may_consolidate: bool
    is_ready: bool

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.contract_id}-{self.call_off_id or 0}"


@dataclass(frozen=True, slots=True)
class Shared:
    """A container that several could share, and what a tonne saves, in USD; None where a rate is missing."""

    plan: ContainerPlan
    saving: Decimal | None
    waiting: tuple[Waiting, ...]

    @property
    def is_worth_it(self) -> bool:
        """Whether it saves anything."""
        return self.saving is not None and self.saving > 0


def list_waiting(viewer: Viewer) -> list[Waiting]:
    """List what waits for a shipment: a group's own, for facilitators everybody's."""
    found = [_waiting(row) for row in db.session.execute(_waiting_rows(viewer))]
    return sorted(found, key=lambda each: (each.window[1], each.code))


def list_shared(viewer: Viewer, *, today: date) -> tuple[list[Shared], list[Waiting]]:
    """Plan containers for what may share one; return the plans, and what travels alone by its contract."""
    waiting = list_waiting(viewer)
    free = {each.key: each for each in waiting if each.may_consolidate}
    by_code = {each.code: each for each in free.values()}
    table = freight_in_force(today)
    plans = container_plans(_candidate(each) for each in by_code.values())
    shared = [
        Shared(plan, plan.saving(table), tuple(by_code[member.code] for member in plan.members)) for plan in plans
    ]
    return shared, [each for each in waiting if not each.may_consolidate]


def _candidate(each: Waiting) -> Candidate:
    return Candidate(
        contract_id=each.contract_id,
        code=each.code,
        collection_point=each.collection_point,
        destination=each.destination,
        window=each.window,
        volume=each.volume,
        incoterm=each.incoterm,
    )


def _waiting_rows(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    producer, maker = aliased(Organization), aliased(Organization)
    is_frame = Contract.terms["frame"].astext.is_not(None)
    aboard = select(Cargo.id).where(Cargo.call_off_id == CallOff.id, Cargo.dropped_at.is_(None)).correlate(CallOff)
    query = (
        select(
            Contract,
            CallOff,
            Lot.code.label("lot_code"),
            producer.name.label("producer"),
            maker.name.label("maker"),
        )
        .join(Lot, Lot.id == Contract.lot_id)
        .join(producer, producer.id == Contract.producer_id)
        .join(maker, maker.id == Contract.maker_id)
        .outerjoin(FrameSeason, and_(FrameSeason.contract_id == Contract.id, is_frame))
        .outerjoin(
            CallOff,
            and_(CallOff.season_id == FrameSeason.id, CallOff.state == CallOffState.CONFIRMED, ~aboard.exists()),
        )
        .where(Contract.state == ContractState.APPROVED, Contract.milestone.in_(STILL_AT_HOME))
        .where(Contract.shipment_id.is_(None), or_(~is_frame, CallOff.id.is_not(None)))
        .order_by(Contract.terms["shipment_end"].astext, Contract.id)
        .limit(MOST)
    )
    is_own = Contract.producer_id == (viewer.organization_id or 0)
    return query if viewer.role is Role.FACILITATOR else query.where(is_own)


def _waiting(row: Any) -> Waiting:  # noqa: ANN401 - a result row
    contract, call_off = row.Contract, row.CallOff
    terms, price = contract.terms, contract.terms["price"]
    bags = call_off.bags if call_off else contract.bags
    ship_on = call_off.shipment_on if call_off else None
    window = (date.fromisoformat(terms["shipment_start"]), date.fromisoformat(terms["shipment_end"]))
    return Waiting(
        contract_id=contract.id,
        call_off_id=call_off.id if call_off else None,
        code=contract.code,
        lot_code=row.lot_code,
        producer=row.producer,
        maker=row.maker,
        collection_point=price["place"],
        destination=terms["destination"],
        window=(ship_on, ship_on) if ship_on else window,
        bags=bags,
        volume=contract.bag_weight * bags,
        incoterm=Incoterm(price["incoterm"]),
        may_consolidate=terms["may_consolidate"],
        is_ready=contract.milestone is not None and contract.milestone.value == "ready_to_ship",
    )
