"""One sample, whole: what was asked and sent, the verdict over the panel's, and what the viewer may do next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from marketplace.domain.acts import Act, Stake, may
from marketplace.domain.contracts.clauses import SampleBasis, SampleRemedy
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import NotFound
from marketplace.domain.evaluations import TastedProduct
from marketplace.domain.ids import ContractId, LotId, OrganizationId
from marketplace.domain.money import Money, UnitPrice
from marketplace.domain.samples.life import (
    SAMPLE_MACHINE,
    SampleKind,
    SampleState,
    SampleStep,
    is_fee_open,
    judge_of,
    step_allowed,
)
from marketplace.domain.samples.verdicts import Deviation, deviations
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.lots.facts import decimals
from marketplace.models.rows.contracts.samples import Sample
from marketplace.models.samples.fees import crediting
from marketplace.models.samples.steps import read_stock
from marketplace.queries.samples.lists import SampleLine, find_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the maker tasted, and how far that is from the panel's means, or from the contract's reference."""

    is_approved: bool
    tasted_on: date
    judged_at: datetime
    product: TastedProduct
    scores: Mapping[str, Decimal]
    global_quality: Decimal
    words: str | None
    deviations: tuple[Deviation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePage:
    """One sample, whole; `left` are the grams of its lot still kept, for its own group."""

    line: SampleLine
    version: int
    stake: Stake
    side: Role | None
    steps: tuple[SampleStep, ...]
    address: str
    message: str | None
    note: str | None
    fee: Money
    is_fee_owed: bool
    fee_paid_on: date | None
    may_note_fee: bool
    quoted: Money | None
    credited_to: tuple[ContractId, str] | None
    courier: str | None
    tracking: str | None
    sent_on: date | None
    dispatches: int
    received_on: date | None
    verdict: Verdict | None
    panel: Mapping[str, Decimal]
    panel_quality: Decimal | None
    allowance: Money | None
    price: UnitPrice | None
    left: int | None
    is_fictional: bool


def get_sample(viewer: Viewer, sample_id: int, *, now: datetime) -> SamplePage:
    """Return one sample; raises `NotFound` when there is none or it is not the viewer's to see."""
    found = find_line(viewer, sample_id, now=now)
    if found is None:
        raise NotFound("sample.unknown")
    sample, line = found
    terms = ContractTerms.from_json(sample.contract.terms) if sample.contract else None
    side, panel = _side(viewer, sample), decimals(sample.lot.profile)
    credited_to = find_credit(sample.lot_id, sample.maker_id) if sample.fee.amount else None
    return SamplePage(
        line=line,
        version=sample.version,
        stake=sample.stake,
        side=side,
        steps=steps_of(sample, viewer, terms=terms),
        address=sample.address,
        message=sample.message,
        note=sample.note,
        fee=sample.fee,
        is_fee_owed=is_fee_open(sample.fee, sample.state, paid_on=sample.fee_paid_on),
        fee_paid_on=sample.fee_paid_on,
        may_note_fee=_may_note_fee(sample, viewer, is_credited=credited_to is not None),
        quoted=sample.quoted,
        credited_to=credited_to,
        courier=sample.courier,
        tracking=sample.tracking,
        sent_on=sample.sent_on,
        dispatches=sample.dispatches,
        received_on=sample.received_on,
        verdict=verdict_of(sample, panel, terms=terms),
        panel=panel,
        panel_quality=sample.lot.global_quality,
        allowance=sample.allowance,
        price=terms.price if terms else None,
        left=read_stock(sample.lot_id).left if side is Role.PRODUCER else None,
        is_fictional=sample.lot.is_fictional,
    )


def verdict_of(
    sample: Sample, panel: Mapping[str, Decimal | None], *, terms: ContractTerms | None = None
) -> Verdict | None:
    """Say what the maker tasted, laid over the contract's reference where there is one, else over the panel's."""
    if sample.judged_at is None or sample.tasted_on is None or sample.product is None or sample.global_quality is None:
        return None
    scores = decimals(sample.scores)
    off_limit = {"off_total": terms.off_max} if terms and terms.off_max is not None else {}
    reference = {**panel, **(terms.reference_profile if terms else {})}
    allowed = {**terms.allowed_deviation, **off_limit} if terms else {}
    return Verdict(
        is_approved=sample.state is SampleState.APPROVED,
        tasted_on=sample.tasted_on,
        judged_at=sample.judged_at,
        product=sample.product,
        scores=scores,
        global_quality=sample.global_quality,
        words=sample.words,
        deviations=tuple(deviations(scores, reference, allowed=allowed)),
    )


def find_credit(lot_id: LotId, maker_id: OrganizationId) -> tuple[ContractId, str] | None:
    """Find the contract on which a maker's sample fees for a lot are credited: the first that binds."""
    found = db.session.execute(crediting(lot_id, maker_id)).one_or_none()
    return None if found is None else (found.id, found.code)


def steps_of(sample: Sample, viewer: Viewer, *, terms: ContractTerms | None) -> tuple[SampleStep, ...]:
    """List what the viewer may do next with a sample."""
    act = Act.JUDGE_ARBITRATION if viewer.role is Role.FACILITATOR else Act.ANSWER_SAMPLE
    if not may(viewer, act, sample.stake):
        return ()
    steps = SAMPLE_MACHINE.steps(sample.state, viewer.role)
    return tuple(
        step
        for step in steps
        if step_allowed(sample.kind, step) and _is_offered(sample, step, role=viewer.role, terms=terms)
    )


def _is_offered(sample: Sample, step: SampleStep, *, role: Role, terms: ContractTerms | None) -> bool:
    if step in (SampleStep.APPROVE, SampleStep.REJECT):
        return judge_of(sample.kind) is role
    if step is SampleStep.REJECT_AGAIN:
        return False  # it is how a no is written down, not another button
    if step is SampleStep.CALL_OFF and role is Role.PRODUCER:
        nans = terms is not None and terms.sample_basis is SampleBasis.NANS
        return nans or (terms is not None and terms.sample_remedy is SampleRemedy.CANCEL)
    if step in (SampleStep.DECLINE, SampleStep.QUOTE):
        return sample.kind is SampleKind.OFFER
    return True


def _may_note_fee(sample: Sample, viewer: Viewer, *, is_credited: bool) -> bool:
    is_group = viewer.role is Role.PRODUCER and may(viewer, Act.ANSWER_SAMPLE, sample.stake)
    return is_group and not is_credited and is_fee_open(sample.fee, sample.state, paid_on=sample.fee_paid_on)


def _side(viewer: Viewer, sample: Sample) -> Role | None:
    sides = {sample.producer_id: Role.PRODUCER, sample.maker_id: Role.MAKER}
    return sides.get(viewer.organization_id) if viewer.organization_id else None
