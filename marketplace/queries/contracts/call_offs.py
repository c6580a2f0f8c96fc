"""Frames at work, as the two sides and the facilitators see them: seasons and their quarters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.domain.contracts.frames import CALL_OFF_MACHINE, GONE, BagRange, CallOffState, CallOffStep, Quarter
from marketplace.domain.contracts.goods import missing_to_finish
from marketplace.domain.contracts.life import CONTRACT_MACHINE, ContractPermit
from marketplace.domain.contracts.settlement import SettlementState
from marketplace.domain.errors import NotFound, Reason
from marketplace.domain.ids import CallOffId, ContractId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.call_offs import CallOff, FrameSeason
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.market.lots import Lot
from marketplace.queries.contracts.showing import visible_to

# What is said of a quarter beside what its own row says.
HANGING = (CallOff.cargo, CallOff.settlements, CallOff.claims, CallOff.instalments)


@dataclass(frozen=True, slots=True)
class QuarterLine:
    """One quarter of a season, with what this viewer may do about it."""

    id: CallOffId
    version: int
    quarter: Quarter
    state: CallOffState
    least: int
    most: int
    carried: int
    may_be_called: BagRange
    call_by: datetime
    bags: int | None
    confirm_by: datetime | None
    shipment_on: date | None
    shipped_on: date | None
    released_bags: int
    steps: tuple[CallOffStep, ...]
    arrived_on: date | None = None
    settlement: SettlementState | None = None
    claims: int = 0
    missing: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class SeasonPage:
    """One season of a frame: its lot, its bags, and what became of them."""

    number: int
    lot_code: str
    bags: int
    called_bags: int
    released_bags: int
    left: int
    quarters: tuple[QuarterLine, ...]


def list_seasons(contract_id: int, viewer: Viewer, *, now: datetime) -> list[SeasonPage]:
    """List the seasons of a contract's frame, the present one first."""
    rows = db.session.execute(
        select(FrameSeason, Lot.code)
        .options(joinedload(FrameSeason.contract))
        .join(Contract, Contract.id == FrameSeason.contract_id)
        .join(Lot, Lot.id == FrameSeason.lot_id)
        .where(visible_to(viewer), Contract.id == contract_id)
        .order_by(FrameSeason.number.desc())
    ).all()
    lines = _quarters([season for season, _code in rows], viewer, now=now)
    return [
        SeasonPage(
            number=season.number,
            lot_code=code,
            bags=season.bags,
            called_bags=season.called_bags,
            released_bags=season.released_bags,
            left=season.left,
            quarters=tuple(lines.get(season.id, ())),
        )
        for season, code in rows
    ]


def contract_of_call_off(call_off_id: int, viewer: Viewer) -> ContractId:
    """Say to which contract a quarter belongs; raises `NotFound` when it is not the viewer's to see."""
    query = select(FrameSeason.contract_id).join(CallOff, CallOff.season_id == FrameSeason.id)
    query = query.join(Contract, Contract.id == FrameSeason.contract_id)
    found = db.session.scalar(query.where(visible_to(viewer), CallOff.id == call_off_id))
    if found is None:
        raise NotFound("call_off.unknown")
    return found


def list_due_call_offs(now: datetime) -> list[CallOffId]:
    """List the quarters whose time to call is over, the earliest first."""
    query = select(CallOff.id).where(CallOff.closed_at.is_(None), CallOff.call_by <= now)
    return list(db.session.scalars(query.order_by(CallOff.call_by, CallOff.id)))


def _quarters(seasons: Sequence[FrameSeason], viewer: Viewer, *, now: datetime) -> dict[int, list[QuarterLine]]:
    lines: dict[int, list[QuarterLine]] = {}
    query = select(CallOff).where(CallOff.season_id.in_([each.id for each in seasons]))
    query = query.options(*(selectinload(each) for each in HANGING))
    for row in db.session.scalars(query.order_by(CallOff.year, CallOff.quarter_number)):
        lines.setdefault(row.season_id, []).append(_line(row, _steps(row, viewer, now=now)))
    return lines


def _steps(row: CallOff, viewer: Viewer, *, now: datetime) -> tuple[CallOffStep, ...]:
    is_moot = not CONTRACT_MACHINE.permits(row.season.contract.state, ContractPermit.BIND)
    is_late = row.state is CallOffState.OPEN and now >= row.call_by
    if not viewer.may_write or (is_moot and row.state not in GONE) or is_late:
        return ()
    barred = {CallOffStep.ARRIVE} if row.cargo else set()
    barred |= set() if row.may_be_called.most else {CallOffStep.CALL}
    barred |= {CallOffStep.FINISH} if row.facts and missing_to_finish(row.facts) else set()
    return tuple(step for step in CALL_OFF_MACHINE.steps(row.state, viewer.role) if step not in barred)


def _line(row: CallOff, steps: tuple[CallOffStep, ...]) -> QuarterLine:
    return QuarterLine(
        id=row.id,
        version=row.version,
        quarter=row.quarter,
        state=row.state,
        least=row.least,
        most=row.most,
        carried=row.carried,
        may_be_called=row.may_be_called,
        call_by=row.call_by,
        bags=row.bags,
        confirm_by=row.confirm_by,
        shipment_on=row.shipment_on,
        shipped_on=row.shipped_on,
        released_bags=row.released_bags,
        steps=steps,
        arrived_on=row.arrived_on,
        settlement=row.settlements[0].state if row.settlements else None,
        claims=len(row.claims),
        missing=tuple(missing_to_finish(row.facts)) if row.facts and row.state is CallOffState.ARRIVED else (),
    )
