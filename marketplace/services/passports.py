"""Issuing passports: signed anew whenever what they say of a lot changed, and never twice for the same."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select

from marketplace.domain.errors import NotFound
from marketplace.domain.events import EventKind, SubjectKind
from marketplace.domain.ids import EventId, LotId
from marketplace.domain.lots import LotState, Visibility
from marketplace.domain.passports.body import Former, body_of, says_the_same
from marketplace.domain.passports.canonical import digest
from marketplace.domain.viewers import SYSTEM
from marketplace.gateways.signing import Signer, find_signer
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.shipments import Cargo
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.certificates import Certificate
from marketplace.models.rows.record.events import Event, record_event
from marketplace.models.rows.traces.passports import Passport
from marketplace.models.traces.issuing import newest_passport, says_of, use_key
from marketplace.services.transaction import use_case

PUBLIC = (Lot.visibility == Visibility.PUBLIC) & Lot.state.in_((LotState.PUBLISHED, LotState.CLOSED))
AT_ONCE = 500


@use_case
def issue_passport(lot_id: LotId, *, now: datetime) -> bool:
    """Issue the passport of a public lot, unless the newest says the same already; says whether one was issued.

    Raises `NotFound` for a lot that is not public, `Refused` where the key was replaced by another one.
    """
    signer = find_signer()
    query = select(Lot).where(Lot.id == lot_id, PUBLIC).with_for_update(of=Lot)
    lot = db.session.scalar(query.execution_options(populate_existing=True))
    if lot is None:
        raise NotFound("lot.unknown")
    if signer is None:
        return False
    says, former = says_of(lot, now), newest_passport(lot.id)
    if former is not None and says_the_same(former.said, says):
        return False
    link = Former(former.number, former.digest) if former else None
    number = former.number + 1 if former else 1
    _keep(lot, body_of(says, number=number, former=link, issued_at=now), link, signer=signer, now=now)
    return True


def list_lots_told_of(event_ids: Collection[EventId]) -> list[LotId]:
    """List the public lots whose passports may say something else after what happened."""
    events = db.session.scalars(select(Event).where(Event.id.in_(event_ids))).all()
    told: dict[SubjectKind, set[int]] = {}
    for event in events:
        told.setdefault(event.subject_kind, set()).add(event.subject_id)
    found = db.session.scalars(select(Lot.id).where(PUBLIC, or_(*_concerned(told))).order_by(Lot.id))
    lots = list(found) if told else []
    db.session.rollback()
    return lots


def list_lots_without() -> list[LotId]:
    """List the public lots that have no passport yet, the oldest first."""
    has_one = exists().where(Passport.lot_id == Lot.id)
    found = list(db.session.scalars(select(Lot.id).where(PUBLIC, ~has_one).order_by(Lot.id).limit(AT_ONCE)))
    db.session.rollback()
    return found


def list_lots_on_sale() -> list[LotId]:
    """List the public lots that are on sale: what their passports say may have changed without a word of the lot."""
    found = list(db.session.scalars(select(Lot.id).where(Lot.is_listed).order_by(Lot.id)))
    db.session.rollback()
    return found


@use_case
def announce_key(*, now: datetime) -> bool:
    """Publish the key that is set, before it signs; says whether there is one."""
    signer = find_signer()
    if signer is not None:
        use_key(signer.key_id, signer.public_key, now=now)
    return signer is not None


def _concerned(told: dict[SubjectKind, set[int]]) -> list[ColumnElement[bool]]:
    held = select(Certificate.organization_id).where(Certificate.id.in_(told.get(SubjectKind.CERTIFICATE, ())))
    aboard = (
        select(Contract.lot_id)
        .join(Cargo, Cargo.contract_id == Contract.id)
        .where(
            Cargo.shipment_id.in_(told.get(SubjectKind.SHIPMENT, ())) | Cargo.id.in_(told.get(SubjectKind.CARGO, ()))
        )
    )
    conditions: dict[SubjectKind, ColumnElement[bool]] = {
        SubjectKind.LOT: Lot.id.in_(told.get(SubjectKind.LOT, ())),
        SubjectKind.ORGANIZATION: Lot.organization_id.in_(told.get(SubjectKind.ORGANIZATION, ())),
        SubjectKind.CERTIFICATE: Lot.organization_id.in_(held),
        SubjectKind.SHIPMENT: Lot.id.in_(aboard),
        SubjectKind.CARGO: Lot.id.in_(aboard),
    }
    return [condition for kind, condition in conditions.items() if kind in told]


def _keep(lot: Lot, body: bytes, former: Former | None, *, signer: Signer, now: datetime) -> None:
    use_key(signer.key_id, signer.public_key, now=now)
    row = Passport(
        lot=lot,
        number=former.number + 1 if former else 1,
        body=body.decode(),
        digest=digest(body),
        former_digest=former.digest if former else None,
        signature=signer.sign(body),
        key_id=signer.key_id,
        issued_at=now,
    )
    record_event(row, EventKind.PASSPORT_ISSUED, by=SYSTEM, now=now, lot=lot.code, number=row.number)
