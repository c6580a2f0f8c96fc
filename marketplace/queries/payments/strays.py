"""Money without a name as facilitators see it: what came, what of it has a place, and who wants what of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from marketplace.domain.acts import NOBODYS, Act, check_may
from marketplace.domain.errors import NotFound
from marketplace.domain.ids import InstalmentId, PlacementId, StrayId
from marketplace.domain.money import Money
from marketplace.domain.payments.strays import PlacementKind, PlacementState
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.money.instalments import Instalment
from marketplace.models.rows.money.strays import Placement, Stray
from marketplace.models.rows.people.accounts import User

AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class StrayLine:
    """Money without a name, and what of it nobody has found a place for."""

    id: StrayId
    money: Money
    free: Money
    at: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to become of a part of it, why, and who agreed."""

    id: PlacementId
    kind: PlacementKind
    state: PlacementState
    money: Money
    note: str
    instalment_id: InstalmentId | None
    contract_code: str | None
    asked_by: str
    asked_at: datetime
    decided_by: str | None
    failure: str | None
    is_own: bool
    version: int


@dataclass(frozen=True, slots=True)
class StrayPage:
    """Everything about money without a name."""

    line: StrayLine
    numbers: tuple[str, ...]
    wishes: tuple[Wish, ...]


def list_strays() -> tuple[StrayLine, ...]:
    """List the money of which some has no place, or waits for a decision, the oldest first."""
    waits = Stray.placements.any(Placement.state == PlacementState.ASKED)
    query = select(Stray).where(or_(Stray.claimed < Stray.amount, waits)).order_by(Stray.id).limit(AT_ONCE)
    return tuple(_line(row) for row in db.session.scalars(query))


def get_stray(stray_id: int, viewer: Viewer) -> StrayPage:
    """Read money without a name; raises `NotFound`, and `NotAllowed` for all but facilitators."""
    check_may(viewer, Act.SEE_QUEUE, NOBODYS)
    row = db.session.get(Stray, stray_id)
    if row is None:
        raise NotFound("stray.unknown")
    numbers = tuple(each for each in (row.remote_id, row.payment_remote_id, row.reference) if each)
    return StrayPage(_line(row), numbers, _wishes(row.id, viewer))


def stray_of(placement_id: int, viewer: Viewer) -> StrayId:
    """Find the money that a wish is about; raises as `get_stray`."""
    check_may(viewer, Act.SEE_QUEUE, NOBODYS)
    stray_id = db.session.scalar(select(Placement.stray_id).where(Placement.id == placement_id))
    if stray_id is None:
        raise NotFound("placement.unknown")
    return stray_id


def _line(row: Stray) -> StrayLine:
    return StrayLine(row.id, row.money, row.free, row.at)


def _wishes(stray_id: StrayId, viewer: Viewer) -> tuple[Wish, ...]:
    asking, deciding = aliased(User), aliased(User)
    query = (
        select(Placement, asking.name, deciding.name, Contract.code)
        .join(asking, asking.id == Placement.asked_by_id)
        .outerjoin(deciding, deciding.id == Placement.decided_by_id)
        .outerjoin(Instalment, Instalment.id == Placement.instalment_id)
        .outerjoin(Contract, Contract.id == Instalment.contract_id)
        .where(Placement.stray_id == stray_id)
        .order_by(Placement.id.desc())
    )
    return tuple(
        Wish(
            id=row.id,
            kind=row.kind,
            state=row.state,
            money=row.money,
            note=row.note,
            instalment_id=row.instalment_id,
            contract_code=code,
            asked_by=asked_by,
            asked_at=row.asked_at,
            decided_by=decided_by,
            failure=row.failure,
            is_own=row.asked_by_id == viewer.user_id,
            version=row.version,
        )
        for row, asked_by, decided_by, code in db.session.execute(query)
    )
