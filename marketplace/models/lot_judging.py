"""The step that gathers what the rules of publication need to know of a lot."""

from datetime import date

from sqlalchemy import select

from marketplace.domain.certificates import Certificate
from marketplace.domain.errors import Reason
from marketplace.domain.ids import OrganizationId
from marketplace.domain.lot_rules import publication_faults
from marketplace.models.base import db
from marketplace.models.certificates import Certificate as CertificateRow
from marketplace.models.facts import certificate_terms, decimals, lot_quality, lot_terms
from marketplace.models.figures import references_in_force
from marketplace.models.lot_writing import newest_analysis
from marketplace.models.lots import Lot


def held_certificates(organization_id: OrganizationId) -> list[Certificate]:
    """List what a group has recorded of its certificates, expired ones too."""
    rows = db.session.scalars(select(CertificateRow).where(CertificateRow.organization_id == organization_id))
    return [certificate_terms(row) for row in rows]


def faults_of(lot: Lot, today: date) -> list[Reason]:
    """List every rule of the market that keeps a lot from being published today."""
    analysis = newest_analysis(lot)
    return publication_faults(
        lot_terms(lot),
        quality=lot_quality(lot, decimals(analysis.defects) if analysis else {}),
        certificates=held_certificates(lot.organization_id),
        references=references_in_force(today),
        today=today,
    )
