"""Certificates: a group's own, whole; and what everybody may know of those that a lot claims."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, false, select, true

from marketplace.domain.acts import Stake
from marketplace.domain.certificates import OVER, REMINDED_BEFORE, Certificate
from marketplace.domain.errors import NotFound
from marketplace.domain.ids import CertificateId, OrganizationId
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.people import certificates as rows
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.record.files import StoredFile
from marketplace.queries.files import FileLine, line_of


@dataclass(frozen=True, slots=True)
class HeldCertificate:
    """One certificate with its number in our books, and its file."""

    id: CertificateId
    terms: Certificate
    is_valid: bool
    days_left: int
    stake: Stake
    withdrawal_reason: str | None = None
    file: FileLine | None = None


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Let a group work on its own certificates, and facilitators on all; a lot's page shows what it claims."""
    if viewer.role is Role.FACILITATOR:
        return true()
    return rows.Certificate.organization_id == viewer.organization_id if viewer.role is Role.PRODUCER else false()


def list_own_certificates(viewer: Viewer, *, today: date) -> list[HeldCertificate]:
    """List the certificates of the viewer's group, those that last longest first."""
    own = rows.Certificate.organization_id == viewer.organization_id
    return _list(visible_to(viewer) & own, today)


def get_certificate(viewer: Viewer, certificate_id: int, *, today: date) -> HeldCertificate:
    """Return one certificate of the viewer's group, or any to a facilitator; raises `NotFound`."""
    found = _list(visible_to(viewer) & (rows.Certificate.id == certificate_id), today)
    if not found:
        raise NotFound("certificate.unknown")
    return found[0]


def list_group_certificates(organization_id: OrganizationId, *, today: date) -> list[HeldCertificate]:
    """List a group's certificates for the page of a lot that the viewer may see; nothing in them is secret."""
    return _list(rows.Certificate.organization_id == organization_id, today)


def list_ending_certificates(today: date) -> list[CertificateId]:
    """List the certificates whose end is near or past, and of which a reminder may be due."""
    ends_on = rows.Certificate.valid_to
    is_over = (ends_on < today) | (rows.Certificate.withdrawn_on <= today)
    reminded = rows.Certificate.reminded
    query = select(rows.Certificate.id).where(
        ~rows.Certificate.is_renewed,
        is_over | (ends_on - today <= max(REMINDED_BEFORE)),
        reminded.is_(None) | (reminded != OVER),
    )
    return list(db.session.scalars(query.order_by(ends_on, rows.Certificate.id)))


def _list(condition: ColumnElement[bool], today: date) -> list[HeldCertificate]:
    query = (
        select(rows.Certificate, Organization.name, StoredFile)
        .join(rows.Certificate.organization)
        .outerjoin(StoredFile, StoredFile.id == rows.Certificate.file_id)
        .where(condition)
        .order_by(rows.Certificate.valid_to.desc(), rows.Certificate.id.desc())
    )
    return [_held(row, name, file=file, today=today) for row, name, file in db.session.execute(query)]


def _held(row: rows.Certificate, holder: str, *, file: StoredFile | None, today: date) -> HeldCertificate:
    terms = replace(row.terms, holder=holder)
    return HeldCertificate(
        id=row.id,
        terms=terms,
        is_valid=terms.is_valid_on(today),
        days_left=(terms.ends_on - today).days,
        stake=row.stake,
        withdrawal_reason=row.withdrawal_reason,
        file=line_of(file) if file else None,
    )
