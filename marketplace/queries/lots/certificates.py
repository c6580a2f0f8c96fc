"""Certificates: a group's own, whole; and what everybody may know of those that a lot claims."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, false, select

from marketplace.domain.certificates import Certificate
from marketplace.domain.errors import NotFound
from marketplace.domain.ids import CertificateId, OrganizationId
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.lots.facts import certificate_terms
from marketplace.models.rows.people import certificates as rows
from marketplace.models.rows.people.accounts import Organization


@dataclass(frozen=True, slots=True)
class HeldCertificate:
    """One certificate with its number in our books."""

    id: CertificateId
    terms: Certificate
    is_valid: bool
    days_left: int


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Let a group work on its own certificates; what a public lot claims is shown on the lot's page."""
    if viewer.role is not Role.PRODUCER:
        return false()
    return rows.Certificate.organization_id == viewer.organization_id


def list_own_certificates(viewer: Viewer, *, today: date) -> list[HeldCertificate]:
    """List the certificates of the viewer's group, those that last longest first."""
    return _list(visible_to(viewer), today)


def get_own_certificate(viewer: Viewer, certificate_id: int, *, today: date) -> HeldCertificate:
    """Return one certificate of the viewer's group; raises `NotFound`."""
    found = _list(visible_to(viewer) & (rows.Certificate.id == certificate_id), today)
    if not found:
        raise NotFound("certificate.unknown")
    return found[0]


def list_group_certificates(organization_id: OrganizationId, *, today: date) -> list[HeldCertificate]:
    """List a group's certificates for the page of a lot that the viewer may see; nothing in them is secret."""
    return _list(rows.Certificate.organization_id == organization_id, today)


def _list(condition: ColumnElement[bool], today: date) -> list[HeldCertificate]:
    query = select(rows.Certificate, Organization.name).join(rows.Certificate.organization).where(condition)
    found = db.session.execute(query.order_by(rows.Certificate.valid_to.desc(), rows.Certificate.id.desc()))
    return [_held(row, name, today) for row, name in found]


def _held(row: rows.Certificate, holder: str, today: date) -> HeldCertificate:
    terms = certificate_terms(row, holder)
    return HeldCertificate(row.id, terms, terms.is_valid_on(today), (row.valid_to - today).days)
