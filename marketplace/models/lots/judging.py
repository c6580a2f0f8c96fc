"""The step that gathers what the rules of publication need to know, for many lots with few questions."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from marketplace.domain.certificates import Certificate
from marketplace.domain.errors import Reason
from marketplace.domain.ids import LotId, OrganizationId
from marketplace.domain.lot_rules import publication_faults
from marketplace.models.base import db
from marketplace.models.lots.facts import certificate_terms, decimals, lot_quality, lot_terms
from marketplace.models.lots.figures import references_in_force
from marketplace.models.rows.market.evaluations import PhysicalResult
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.certificates import Certificate as CertificateRow


def faults_of(lot: Lot, today: date) -> list[Reason]:
    """List every rule of the market that keeps a lot from being published today."""
    return faults_of_each([lot], today)[lot.id]


def faults_of_each(lots: Sequence[Lot], today: date) -> dict[LotId, list[Reason]]:
    """List for each lot every rule that it breaks, in three queries however many there are."""
    if not lots:
        return {}
    defects = _newest_defects([lot.id for lot in lots])
    certificates = _held({lot.organization_id for lot in lots})
    references = references_in_force(today)
    return {
        lot.id: publication_faults(
            lot_terms(lot),
            quality=lot_quality(lot, defects.get(lot.id, {})),
            certificates=certificates.get(lot.organization_id, []),
            references=references,
            today=today,
        )
        for lot in lots
    }


def _newest_defects(ids: Iterable[LotId]) -> dict[LotId, dict[str, Decimal]]:
    rows = db.session.execute(
        select(PhysicalResult.lot_id, PhysicalResult.defects)
        .where(PhysicalResult.lot_id.in_(ids))
        .ext(distinct_on(PhysicalResult.lot_id))
        .order_by(PhysicalResult.lot_id, PhysicalResult.analysed_on.desc(), PhysicalResult.id.desc())
    )
    return {lot_id: decimals(defects) for lot_id, defects in rows}


def _held(groups: Iterable[OrganizationId]) -> dict[OrganizationId, list[Certificate]]:
    held: dict[OrganizationId, list[Certificate]] = {}
    for row in db.session.scalars(select(CertificateRow).where(CertificateRow.organization_id.in_(groups))):
        held.setdefault(row.organization_id, []).append(certificate_terms(row))
    return held
