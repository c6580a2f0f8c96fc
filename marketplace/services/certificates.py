"""What a producer group records of its certificates."""

from datetime import datetime

from sqlalchemy import select

from marketplace.domain.acts import Act, Stake, check_may
from marketplace.domain.certificates import Certificate, certificate_faults
from marketplace.domain.errors import NotAllowed, NotFound, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import CertificateId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.people import certificates as rows
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import use_case


@use_case
def record_certificate(terms: Certificate, *, by: Viewer, now: datetime, is_fictional: bool = False) -> CertificateId:
    """Record a certificate that the viewer's group holds."""
    group = _own_group(by)
    refuse_if_any(certificate_faults(terms))
    row = rows.Certificate(organization_id=group.id, is_fictional=is_fictional, recorded_at=now)
    _write(row, terms)
    db.session.add(row)
    _record(group, row, by=by, now=now)
    return row.id


@use_case
def correct_certificate(
    certificate_id: CertificateId, terms: Certificate, *, by: Viewer, now: datetime
) -> CertificateId:
    """Correct what was recorded of a certificate, or renew it."""
    group = _own_group(by)
    row = db.session.scalar(
        select(rows.Certificate).where(
            rows.Certificate.id == certificate_id, rows.Certificate.organization_id == group.id
        )
    )
    if row is None:
        raise NotFound("certificate.unknown")
    refuse_if_any(certificate_faults(terms))
    _write(row, terms)
    _record(group, row, by=by, now=now)
    return row.id


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


def _record(group: Organization, row: rows.Certificate, *, by: Viewer, now: datetime) -> None:
    db.session.flush()
    facts = {"scheme": row.scheme.value, "number": row.number, "valid_to": row.valid_to.isoformat()}
    record_event(group, EventKind.ORGANIZATION_CERTIFICATE_RECORDED, by=by, now=now, **facts)
