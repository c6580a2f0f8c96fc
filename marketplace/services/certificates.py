"""What happens to the certificates of producer groups: recorded, corrected, withdrawn, reminded of, over."""

from datetime import date, datetime

from sqlalchemy import select

from marketplace.domain.acts import Act, Stake, check_may
from marketplace.domain.certificates import OVER, Certificate, certificate_faults, reminder_due, withdrawal_faults
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import NotAllowed, NotFound, Refused, reason, refuse_if_any
from marketplace.domain.events import EventKind, SubjectKind
from marketplace.domain.files import KeptFile
from marketplace.domain.ids import CertificateId
from marketplace.domain.lots import LotState
from marketplace.domain.viewers import SYSTEM, Viewer
from marketplace.models.base import db
from marketplace.models.lots.results import hold_if_unsellable
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people import certificates as rows
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.record.files import file_about
from marketplace.services.transaction import use_case


@use_case
def record_certificate(
    terms: Certificate, *, by: Viewer, now: datetime, file: KeptFile | None = None, is_fictional: bool = False
) -> CertificateId:
    """Record a certificate that the viewer's group holds; it renews those of its scheme that end earlier."""
    group = _own_group(by)
    refuse_if_any(certificate_faults(terms))
    row = rows.Certificate(organization_id=group.id, is_fictional=is_fictional, recorded_at=now, changed_at=now)
    _write(row, terms)
    db.session.add(row)
    db.session.flush()
    _keep(row, file, by=by, now=now)
    record_event(row, EventKind.CERTIFICATE_RECORDED, by=by, now=now, **told_of(row))
    _renew_earlier(row, by=by, now=now)
    return row.id


@use_case
def correct_certificate(
    certificate_id: CertificateId, terms: Certificate, *, by: Viewer, now: datetime, file: KeptFile | None = None
) -> CertificateId:
    """Correct what was recorded of a certificate; one that was withdrawn stays as it is."""
    group = _own_group(by)
    row = db.session.scalar(
        select(rows.Certificate).where(
            rows.Certificate.id == certificate_id, rows.Certificate.organization_id == group.id
        )
    )
    if row is None:
        raise NotFound("certificate.unknown")
    if row.withdrawn_on is not None:
        raise Refused(reason("certificate.was_withdrawn", withdrawn_on=row.withdrawn_on))
    refuse_if_any(certificate_faults(terms))
    if terms.valid_to != row.valid_to:
        row.reminded = None
    _write(row, terms)
    _keep(row, file, by=by, now=now)
    record_event(row, EventKind.CERTIFICATE_CORRECTED, by=by, now=now, **told_of(row))
    _renew_earlier(row, by=by, now=now)
    _hold_what_it_covered(row, now=now)
    return row.id


@use_case
def withdraw_certificate(certificate_id: CertificateId, *, on: date, why: str, by: Viewer, now: datetime) -> None:
    """Write down that the control body withdrew a certificate; lots on sale that claim it for later go on hold."""
    row = _lock(certificate_id)
    check_may(by, Act.WITHDRAW_CERTIFICATE, row.stake)
    if row.withdrawn_on is not None:
        raise Refused(reason("certificate.was_withdrawn", withdrawn_on=row.withdrawn_on))
    refuse_if_any(withdrawal_faults(row.terms, on, why=why, today=day_in_lima(now)))
    row.withdrawn_on, row.withdrawal_reason = on, why.strip()
    record_event(row, EventKind.CERTIFICATE_WITHDRAWN, by=by, now=now, withdrawn_on=on.isoformat(), **told_of(row))
    _hold_what_it_covered(row, now=now)


@use_case
def remind_of_certificate(certificate_id: CertificateId, *, now: datetime) -> bool:
    """Remind a group that a certificate ends, or say that it is over; False when no reminder is due."""
    row = _lock(certificate_id)
    due = reminder_due(row.terms.ends_on, today=day_in_lima(now), reminded=row.reminded)
    if due is None or row.is_renewed:
        return False
    row.reminded = due
    kind = EventKind.CERTIFICATE_OVER if due == OVER else EventKind.CERTIFICATE_REMINDED
    record_event(row, kind, by=SYSTEM, now=now, **told_of(row))
    return True


def told_of(row: rows.Certificate) -> dict[str, object]:
    """Say what events tell of a certificate."""
    return {"scheme": row.scheme.value, "number": row.number, "valid_to": row.terms.ends_on.isoformat()}


def _lock(certificate_id: CertificateId) -> rows.Certificate:
    row = db.session.get(rows.Certificate, certificate_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("certificate.unknown")
    return row


def _own_group(by: Viewer) -> Organization:
    stake = Stake.of(by.organization_id) if by.organization_id else Stake()
    check_may(by, Act.RECORD_CERTIFICATE, stake)
    group = db.session.get(Organization, by.organization_id, with_for_update=True)
    if group is None:
        raise NotAllowed("act.producers_only")
    return group


def _write(row: rows.Certificate, terms: Certificate) -> None:
    row.scheme = terms.scheme
    row.number = terms.number.strip()
    row.control_body = terms.control_body.strip()
    row.valid_from = terms.valid_from
    row.valid_to = terms.valid_to
    row.scope = terms.scope


def _keep(row: rows.Certificate, file: KeptFile | None, *, by: Viewer, now: datetime) -> None:
    if file is None:
        return
    stored = file_about(file, SubjectKind.CERTIFICATE, subject_id=row.id, by=by, now=now)
    db.session.add(stored)
    db.session.flush()
    row.file_id = stored.id


def _renew_earlier(row: rows.Certificate, *, by: Viewer, now: datetime) -> None:
    """Take the duty to renew from those that end earlier."""
    earlier = select(rows.Certificate).where(
        rows.Certificate.organization_id == row.organization_id,
        rows.Certificate.scheme == row.scheme,
        rows.Certificate.valid_to < row.valid_to,
        ~rows.Certificate.is_renewed,
    )
    for each in db.session.scalars(earlier.order_by(rows.Certificate.id).with_for_update()):
        each.is_renewed = True
        record_event(each, EventKind.CERTIFICATE_RENEWED, by=by, now=now, **told_of(each))


def _hold_what_it_covered(row: rows.Certificate, *, now: datetime) -> None:
    """Put lots on hold that are on sale and claim what the group can no longer show."""
    claiming = select(Lot).where(
        Lot.organization_id == row.organization_id,
        Lot.state == LotState.PUBLISHED,
        Lot.certificates.contains([row.scheme.value]),
    )
    for lot in db.session.scalars(claiming.order_by(Lot.id).with_for_update()):
        hold_if_unsellable(lot, now=now)
