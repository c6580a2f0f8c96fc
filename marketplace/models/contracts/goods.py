"""The goods that are weighed and claimed about, locked with their contract; and whose turn it is with them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from marketplace.domain.contracts.frames import CALL_OFF_MACHINE, GONE, CallOffStep
from marketplace.domain.contracts.goods import CalledBags, Goods
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import NotFound
from marketplace.domain.events import EventKind
from marketplace.domain.ids import CallOffId, ContractId
from marketplace.domain.money import Money
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.cargo.carrying import arrived_on_of
from marketplace.models.contracts.amending import check_in_force
from marketplace.models.contracts.steps import lock_contract
from marketplace.models.rows.contracts.call_offs import CallOff, FrameSeason
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.record.turns import settle_turns

OF_CONTRACT = ("balances", "payout_parts")
HANGING = ("settlements", "claims", "instalments")
"""What decides whose turn it is, with call-offs and contracts alike."""


@dataclass(frozen=True, slots=True)
class Locked:
    """A locked contract, and the call-off of which the goods are, where it is a frame's."""

    contract: Contract
    call_off: CallOff | None = None

    @property
    def terms(self) -> ContractTerms:
        """The terms of the goods."""
        return self.call_off.terms if self.call_off else ContractTerms.from_json(self.contract.terms)

    @property
    def total(self) -> Money:
        """What they come to as contracted."""
        return self.call_off.total if self.call_off else self.contract.total

    @property
    def arrived_on(self) -> date | None:
        """The day on which they arrived, None before that."""
        return self.call_off.arrived_on if self.call_off else arrived_on_of(self.contract.id)

    @property
    def call_off_id(self) -> CallOffId | None:
        """The number of the call-off."""
        return self.call_off.id if self.call_off else None


def lock_goods(goods: Goods, by: Viewer) -> Locked:
    """Lock the lot, the contract and the call-off; raises `NotFound` for those who are no side."""
    if not isinstance(goods, CalledBags):
        return Locked(lock_contract(goods, by))
    contract = lock_contract(_contract_of(goods.call_off_id), by)
    return Locked(contract, lock_call_off(goods.call_off_id))


def lock_call_off(call_off_id: CallOffId) -> CallOff:
    """Lock the season and the quarter; the caller has locked the contract."""
    season_id = db.session.scalar(select(CallOff.season_id).where(CallOff.id == call_off_id))
    db.session.get_one(FrameSeason, season_id, with_for_update=True, populate_existing=True)
    return db.session.get_one(CallOff, call_off_id, with_for_update=True, populate_existing=True)


def check_goods_in_force(locked: Locked) -> None:
    """Raise `Refused` unless the contract binds; bags that had left are settled although their frame was ended."""
    if locked.call_off is None or locked.call_off.state not in GONE:
        check_in_force(locked.contract)


def arrive_called(call_off: CallOff, day: date, *, by: Viewer, now: datetime) -> None:
    """Let called bags that left arrive, which the maker or their shipment says."""
    call_off.state = CALL_OFF_MACHINE.advance(call_off.state, CallOffStep.ARRIVE, Role.MAKER)
    call_off.arrived_on = day
    facts = {"code": call_off.season.contract.code, "quarter": str(call_off.quarter), "day": day.isoformat()}
    record_event(call_off, EventKind.CALL_OFF_ARRIVED, by=by, now=now, **facts)


def say_anew(row: CallOff | Contract, *, now: datetime) -> None:
    """Say anew whose turn it is with goods, after something that hangs on them changed."""
    db.session.flush()
    db.session.expire(row, [*HANGING, *(OF_CONTRACT if isinstance(row, Contract) else ())])
    settle_turns(row, now)


def _contract_of(call_off_id: CallOffId) -> ContractId:
    query = select(FrameSeason.contract_id).join(CallOff, CallOff.season_id == FrameSeason.id)
    contract_id = db.session.scalar(query.where(CallOff.id == call_off_id))
    if contract_id is None:
        raise NotFound("call_off.unknown")
    return contract_id
