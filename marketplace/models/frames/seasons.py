"""The steps of frame contracts: beginning a season, taking the next one's bags, giving back what was not called."""

from datetime import datetime

from sqlalchemy import select

from marketplace.domain.contracts.frames import (
    ALL_OVER,
    CALL_OFF_MACHINE,
    SEASON_OVER,
    CallOffState,
    CallOffStep,
    check_renewable,
)
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import Refused, reason
from marketplace.domain.events import EventKind
from marketplace.domain.ids import LotId
from marketplace.domain.lots import LOT_MACHINE, LotPermit, ReservationKind
from marketplace.domain.viewers import SYSTEM, Role
from marketplace.models.base import db
from marketplace.models.rows.contracts.amendments import Amendment
from marketplace.models.rows.contracts.call_offs import CallOff, FrameSeason
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.market.lots import Lot, Reservation
from marketplace.models.rows.record.events import record_event


def latest_season(contract: Contract) -> FrameSeason | None:
    """Find the season that a frame is in, None for a contract without call-offs."""
    query = select(FrameSeason).where(FrameSeason.contract_id == contract.id)
    return db.session.scalar(query.order_by(FrameSeason.number.desc()).limit(1))


def seasons_to_come(contract: Contract) -> int:
    """Count the years that a frame has still to run after its present season."""
    season, frame = latest_season(contract), ContractTerms.from_json(contract.terms).frame
    return frame.years - season.number if frame and season else 0


def is_called_open(contract: Contract) -> bool:
    """Say whether bags of a frame are still to be called, shipped, weighed or closed."""
    query = select(CallOff.id).join(FrameSeason, FrameSeason.id == CallOff.season_id)
    query = query.where(FrameSeason.contract_id == contract.id, CallOff.state.not_in(ALL_OVER))
    return seasons_to_come(contract) > 0 or db.session.scalar(query.limit(1)) is not None


def begin_season(contract: Contract, *, now: datetime, renewal: Amendment | None = None) -> None:
    """Plan the quarters of the season that the contract's terms describe; nothing where they describe none."""
    frame = ContractTerms.from_json(contract.terms).frame
    if frame is None:
        return
    before = latest_season(contract)
    season = FrameSeason(
        contract=contract,
        number=before.number + 1 if before else 1,
        lot_id=contract.lot_id,
        amendment_id=renewal.id if renewal else None,
        bags=contract.bags,
    )
    db.session.add(season)
    db.session.flush()
    for plan in frame.quarters:
        call_off = CallOff(
            season=season,
            year=plan.quarter.year,
            quarter_number=plan.quarter.number,
            state=CallOffState.PLANNED,
            least=plan.least,
            most=plan.most,
            call_by=frame.call_by(plan.quarter),
        )
        record_event(call_off, EventKind.CALL_OFF_PLANNED, by=SYSTEM, now=now, code=contract.code)
    open_next(season, now=now)


def open_next(season: FrameSeason, *, now: datetime, carried: int = 0) -> None:
    """Open the next planned quarter of a season, with what was carried into it."""
    query = select(CallOff).where(CallOff.season_id == season.id, CallOff.state == CallOffState.PLANNED)
    upcoming = db.session.scalar(query.order_by(CallOff.year, CallOff.quarter_number).limit(1))
    if upcoming is None:
        return
    db.session.refresh(season)
    code = season.contract.code  # read before anything is changed: one change, one version, one event
    upcoming.state = CALL_OFF_MACHINE.advance(upcoming.state, CallOffStep.OPEN, Role.SYSTEM)
    upcoming.carried = carried
    record_event(upcoming, EventKind.CALL_OFF_OPENED, by=SYSTEM, now=now, code=code)


def give_back_quarter(call_off: CallOff, bags: int, *, now: datetime) -> None:
    """Give bags that nobody called in a quarter back to the season's lot."""
    if bags == 0:
        return
    call_off.released_bags = bags
    source = {"call_off_id": call_off.id}
    db.session.add(
        Reservation(lot_id=call_off.season.lot_id, kind=ReservationKind.RELEASED, bags=-bags, at=now, **source)
    )


def check_follows(contract: Contract, terms: ContractTerms, *, lot_id: LotId | None) -> None:
    """Raise `Refused` unless a lot may follow in a frame: of the same group, on sale, graded, and that of the terms."""
    lot = db.session.get(Lot, lot_id, populate_existing=True) if lot_id else None
    if lot is None or lot.organization_id != contract.producer_id or lot.grade is None:
        raise Refused(reason("frame.lot_unfit", "lot"))
    is_described = (lot.code, lot.bag_weight) == (terms.lot_code, terms.bag_weight)
    if not is_described or not LOT_MACHINE.permits(lot.state, LotPermit.TAKE_PART_IN_ROUND):
        raise Refused(reason("frame.lot_unfit", "lot"))


def take_season(contract: Contract, terms: ContractTerms, *, renewal: Amendment, now: datetime) -> LotId:
    """Take the next season's bags from the new lot, whose number is returned; what is left of the old one goes back.

    Raises `Refused` when the present season or the years are not over, or the lot left the market since it was named;
    the database refuses bags that are not there.
    """
    season, frame = latest_season(contract), terms.frame
    if season is None or frame is None or renewal.lot_id is None:
        raise Refused("frame.none")
    states = db.session.scalars(select(CallOff.state).where(CallOff.season_id == season.id))
    check_renewable(list(states), number=season.number, years=frame.years)
    check_follows(contract, terms, lot_id=renewal.lot_id)
    _give_back_rest(season, now)
    source = {"amendment_id": renewal.id}
    db.session.add(Reservation(lot_id=renewal.lot_id, kind=ReservationKind.TAKEN, bags=terms.bags, at=now, **source))
    db.session.flush()
    return renewal.lot_id


def release_season(contract: Contract, now: datetime) -> bool:
    """Give back what a frame holds and has not shipped; False for a contract whose bags are not called off."""
    season = latest_season(contract)
    if season is None:
        return False
    query = select(CallOff).where(CallOff.season_id == season.id, CallOff.state.not_in(SEASON_OVER))
    for call_off in db.session.scalars(query.order_by(CallOff.id).with_for_update()).all():
        call_off.state, call_off.bags, call_off.closed_at = CallOffState.LAPSED, None, now
        record_event(call_off, EventKind.CALL_OFF_LAPSED, by=SYSTEM, now=now, code=contract.code)
    _give_back_rest(season, now)
    return True


def _give_back_rest(season: FrameSeason, now: datetime) -> None:
    """Give back what is left of a season, in the name of what took its bags."""
    db.session.flush()
    db.session.refresh(season)
    left, contract = season.left, season.contract
    if left == 0:
        return
    source: dict[str, int | None] = {"allocation_id": contract.allocation_id, "bid_id": contract.bid_id}
    if season.amendment_id is not None:
        source = {"amendment_id": season.amendment_id}
    db.session.add(Reservation(lot_id=season.lot_id, kind=ReservationKind.RELEASED, bags=-left, at=now, **source))
    season.released_bags += left
    db.session.flush()
