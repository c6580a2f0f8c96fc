"""What a contract's page says of samples: how they stand, which there are, and which fees are credited."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, or_, select

from marketplace.domain.acts import Act, may
from marketplace.domain.contracts.life import ContractState
from marketplace.domain.contracts.milestones import STILL_AT_HOME, Milestone
from marketplace.domain.ids import ContractId
from marketplace.domain.money import Money
from marketplace.domain.samples.life import OPEN, SAMPLE_MACHINE, SampleKind, SamplePermit, SampleState
from marketplace.domain.samples.standing import MAY_SHIP, Standing, standing_of
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.samples import Sample
from marketplace.models.samples.fees import crediting
from marketplace.models.samples.steps import needs_sample, seen_by
from marketplace.queries.contracts.pages import ContractPage
from marketplace.queries.samples.lists import SampleLine, list_fitting

OWED = [state for state in SampleState if SAMPLE_MACHINE.permits(state, SamplePermit.FEE_IS_OWED)]
ARRIVED = (Milestone.ARRIVED, Milestone.CLOSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractSamples:
    """A contract's samples as one block: the standing of the pre-shipment sample, all samples, credited fees.

    A credited fee has its sample's code, and whether it had come, so that it is taken off the price.

    `may_call` and `may_draw` name the kinds that the viewer may ask for, or record as drawn, now.
    """

    contract_id: ContractId
    standing: Standing
    is_in_force: bool
    lines: tuple[SampleLine, ...]
    credited: tuple[tuple[str, Money, bool], ...]
    may_call: bool
    may_draw: tuple[SampleKind, ...]
    now: datetime

    @property
    def is_settled(self) -> bool:
        """Whether no sample keeps the cacao from leaving."""
        return self.standing in MAY_SHIP


def get_contract_samples(viewer: Viewer, contract: ContractPage, *, now: datetime) -> ContractSamples:
    """Return what the page of a contract, which the caller has fetched for the viewer, says of samples."""
    line = contract.line
    found = list_fitting(viewer, or_(Sample.contract_id == line.id, _is_credited(contract)), now=now)
    lines = [each for sample, each in found if sample.contract_id == line.id]
    before_shipping = [each for each in lines if each.kind is SampleKind.PRE_SHIPMENT and each.lot_id == line.lot_id]
    is_needed = needs_sample(contract.stored_terms)
    standing = standing_of([each.state for each in before_shipping], is_needed=is_needed)
    is_in_force = line.state is ContractState.APPROVED
    acts = is_in_force and may(viewer, Act.DRAW_SAMPLE, contract.stake)
    is_open = any(each.state in OPEN for each in before_shipping)
    is_home = line.milestone in STILL_AT_HOME
    return ContractSamples(
        contract_id=line.id,
        standing=standing,
        is_in_force=is_in_force,
        lines=tuple(lines),
        credited=tuple(
            (each.code, each.fee, each.fee_paid_on is not None)
            for each, _ in found
            if each.contract_id is None and each.fee.amount
        ),
        may_call=acts and is_home and not is_open and standing not in MAY_SHIP,
        may_draw=_drawable(viewer, contract, lines) if acts else (),
        now=now,
    )


def find_agreed_allowance(viewer: Viewer, contract_id: int) -> tuple[str, Decimal] | None:
    """Find an allowance per tonne that was agreed and is not in the contract yet, with its sample's code."""
    query = select(Sample.code, Sample.allowance_amount).where(
        seen_by(viewer), Sample.contract_id == contract_id, Sample.state == SampleState.ALLOWED
    )
    found = db.session.execute(query.limit(1)).one_or_none()
    return (found.code, found.allowance_amount) if found else None


def _drawable(viewer: Viewer, contract: ContractPage, lines: list[SampleLine]) -> tuple[SampleKind, ...]:
    if contract.line.milestone not in ARRIVED:
        return ()
    kinds = (SampleKind.ARRIVAL, SampleKind.ARBITRATION) if viewer.role is Role.MAKER else (SampleKind.ARBITRATION,)
    taken = {line.kind for line in lines if line.state in OPEN}
    return tuple(kind for kind in kinds if kind not in taken)


def _is_credited(contract: ContractPage) -> ColumnElement[bool]:
    """Choose the maker's offer samples of the lot whose fees are owed, where this is the contract that credits them."""
    lot_id, maker_id = contract.line.lot_id, contract.maker_id
    first = crediting(lot_id, maker_id).with_only_columns(Contract.id).scalar_subquery()
    is_of_both = and_(Sample.lot_id == lot_id, Sample.maker_id == maker_id)
    return and_(is_of_both, Sample.kind == SampleKind.OFFER, Sample.state.in_(OWED), first == contract.line.id)
