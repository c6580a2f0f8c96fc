"""Asking for samples: a maker of a lot on offer, either side of what their contract calls for."""

from datetime import datetime

from sqlalchemy import func, select

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.life import ContractState
from marketplace.domain.contracts.milestones import Milestone, check_still_home
from marketplace.domain.errors import NotAllowed, Refused, reason, refuse_if_any
from marketplace.domain.ids import ContractId, LotId, SampleId
from marketplace.domain.lots import LotState
from marketplace.domain.money import Money
from marketplace.domain.samples.life import SampleKind, SampleState, SampleStep
from marketplace.domain.samples.requests import FREE, Drawing, SampleRequest, drawing_faults, request_faults
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.contracts.steps import lock_contract
from marketplace.models.lots.steps import lock_lot
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.samples import Sample
from marketplace.models.rows.market.lots import Lot
from marketplace.models.samples.steps import (
    add_sample,
    lock_sample,
    move_sample,
    needs_sample,
    of_contract,
    owe_pre_shipment,
    samples_of,
)
from marketplace.services.transaction import use_case

ARRIVED = (Milestone.ARRIVED, Milestone.CLOSED)


@use_case
def ask_sample(lot_id: LotId, request: SampleRequest, *, fee: Money, by: Viewer, now: datetime) -> SampleId:
    """Ask a group for a sample of a lot on offer; `fee` is what the maker was shown and agrees to pay at most."""
    lot = lock_lot(lot_id, by)
    check_may(by, Act.ASK_SAMPLE, lot.stake)
    if lot.organization_id in by.organization_ids:
        raise NotAllowed("sample.own_lot")
    if lot.state is not LotState.PUBLISHED:
        raise Refused("sample.lot_not_offered")
    refuse_if_any(request_faults(request))
    asked = lot.organization.sample_fee or FREE
    if asked.amount > fee.amount or (asked.amount and asked.currency is not fee.currency):
        raise Refused(reason("sample.fee_changed", None, value=asked.amount, currency=asked.currency.value))
    return add_sample(_offer(lot, request, fee=asked, by=by), by=by, now=now).id


@use_case
def agree_fee(sample_id: SampleId, *, seen: int, by: Viewer, now: datetime) -> None:
    """Agree to the fee that the group asks for instead of the one that was known."""
    sample = lock_sample(sample_id, by)
    check_may(by, Act.ANSWER_SAMPLE, sample.stake)
    sample.expect_version(seen)
    if sample.quoted is not None:
        sample.fee, sample.quoted_amount, sample.quoted_currency = sample.quoted, None, None
    move_sample(sample, SampleStep.AGREE_FEE, by=by, now=now, fee=sample.fee)


@use_case
def cancel_sample(sample_id: SampleId, note: str | None, *, seen: int, by: Viewer, now: datetime) -> None:
    """Step back from a sample that has not been sent, or was lost."""
    sample = lock_sample(sample_id, by)
    check_may(by, Act.ANSWER_SAMPLE, sample.stake)
    sample.expect_version(seen)
    sample.note = note
    move_sample(sample, SampleStep.CANCEL, by=by, now=now, note=note)


@use_case
def call_for_pre_shipment(contract_id: ContractId, *, by: Viewer, now: datetime) -> SampleId:
    """Call for the pre-shipment sample that a contract in force asks for, where none is open."""
    contract = lock_contract(contract_id, by)
    check_may(by, Act.DRAW_SAMPLE, contract.stake)
    _check_in_force(contract)
    check_still_home(contract.milestone)
    if not needs_sample(contract.terms):
        raise Refused("sample.none_agreed")
    if any(sample.state is SampleState.APPROVED for sample in samples_of(contract)):
        raise Refused("sample.approved_already")
    sample = owe_pre_shipment(contract, by=by, now=now)
    if sample is None:
        raise Refused("sample.open_already")
    return sample.id


@use_case
def draw_sample(contract_id: ContractId, kind: SampleKind, *, drawing: Drawing, by: Viewer, now: datetime) -> SampleId:
    """Record a sample drawn from what has arrived: for the maker's own tasting, or for an arbitrator's."""
    contract = lock_contract(contract_id, by)
    check_may(by, Act.DRAW_SAMPLE, contract.stake)
    _check_in_force(contract)
    if contract.milestone not in ARRIVED:
        raise Refused("sample.not_arrived")
    if kind is SampleKind.ARRIVAL and by.role is not Role.MAKER:
        raise NotAllowed("sample.wrong_role")
    if kind not in (SampleKind.ARRIVAL, SampleKind.ARBITRATION):
        raise Refused("sample.not_drawn")
    refuse_if_any(drawing_faults(drawing, today=day_in_lima(now)))
    sample = of_contract(contract, kind, asked=drawing.request, number=len(samples_of(contract, kind)) + 1)
    sample.state, sample.received_on = SampleState.RECEIVED, drawing.drawn_on
    return add_sample(sample, by=by, now=now).id


def _offer(lot: Lot, request: SampleRequest, *, fee: Money, by: Viewer) -> Sample:
    earlier = select(func.count()).where(Sample.lot_id == lot.id, Sample.maker_id == by.organization_id)
    return Sample(
        kind=SampleKind.OFFER,
        state=SampleState.REQUESTED,
        lot_id=lot.id,
        producer_id=lot.organization_id,
        maker_id=by.organization_id,
        number=(db.session.scalar(earlier.where(Sample.kind == SampleKind.OFFER)) or 0) + 1,
        grams=request.grams,
        address=request.address.strip(),
        message=request.message,
        fee=fee,
        dispatches=0,
    )


def _check_in_force(contract: Contract) -> None:
    if contract.state is not ContractState.APPROVED:
        raise Refused("sample.contract_not_in_force")
