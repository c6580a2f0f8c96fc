"""The lots with which a frame could go on: of the same group, published, measured, with bags to take."""

from collections.abc import Mapping

from sqlalchemy import select

from marketplace.domain.contracts.changes import NextCrop
from marketplace.domain.contracts.frames import FrameTerms
from marketplace.domain.ids import LotId
from marketplace.domain.lots import LotState
from marketplace.models.base import db
from marketplace.models.lots.facts import decimals, lot_terms
from marketplace.models.rows.market.lots import Lot
from marketplace.queries.contracts.pages import ContractPage


def list_next_crops(contract: ContractPage) -> Mapping[str, tuple[LotId, NextCrop]]:
    """List what each lot that could follow would bring, by its code; none for a contract without a frame."""
    frame = contract.terms.frame
    if frame is None:
        return {}
    query = select(Lot).where(
        Lot.organization_id == contract.producer_id,
        Lot.state == LotState.PUBLISHED,
        Lot.reserved_bags < Lot.bags,
        Lot.grade.is_not(None),
        Lot.code != contract.terms.lot_code,
    )
    return {row.code: (row.id, _crop(row, contract, frame)) for row in db.session.scalars(query.order_by(Lot.code))}


def _crop(row: Lot, contract: ContractPage, frame: FrameTerms) -> NextCrop:
    assert row.grade is not None  # noqa: S101 - selected above
    return NextCrop(
        lot=lot_terms(row),
        grade=row.grade,
        profile=decimals(row.profile),
        bags=min(contract.terms.bags, row.remaining_bags),
        pricing=contract.terms.pricing,
        fixation_by=contract.terms.fixation_by,
        frame=frame,
    )
