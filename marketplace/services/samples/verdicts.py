"""What becomes of a sample that came in: the maker's verdict, and what follows when it is no."""

from datetime import date, datetime
from decimal import Decimal

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.clauses import SampleBasis, SampleRemedy
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.milestones import check_still_home
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import NotAllowed, Reason, Refused, refuse_if_any
from marketplace.domain.ids import SampleId
from marketplace.domain.money import Money
from marketplace.domain.payments.life import RefundCause
from marketplace.domain.plain import to_plain
from marketplace.domain.prices import floor_faults
from marketplace.domain.samples.grams import GramKind
from marketplace.domain.samples.life import SampleKind, SampleState, SampleStep, judge_of
from marketplace.domain.samples.requests import reason_faults, receipt_faults
from marketplace.domain.samples.standing import (
    allowance_faults,
    allowed_price,
    check_may_call_off,
    follows_by_itself,
    step_of_rejection,
)
from marketplace.domain.samples.verdicts import SampleVerdict, verdict_faults
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.contracts.steps import end_contract
from marketplace.models.lots.figures import references_in_force
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.samples import Sample
from marketplace.models.samples.steps import (
    grams_of,
    lock_sample,
    move_sample,
    owe_pre_shipment,
    write_grams,
)
from marketplace.services.transaction import use_case


@use_case
def receive_sample(sample_id: SampleId, received_on: date, *, seen: int, by: Viewer, now: datetime) -> None:
    """Say that the sample has come, and when; from then on a verdict is due."""
    sample = _seen(sample_id, seen=seen, by=by)
    check_may(by, Act.ANSWER_SAMPLE, sample.stake)
    refuse_if_any(receipt_faults(received_on, sent_on=sample.sent_on, today=day_in_lima(now)))
    was_lost = sample.state is SampleState.LOST
    sample.received_on = received_on
    move_sample(sample, SampleStep.RECEIVE, by=by, now=now, received_on=received_on)
    if was_lost:
        write_grams(grams_of(sample, GramKind.FOUND), by=by, now=now)


@use_case
def judge_sample(sample_id: SampleId, verdict: SampleVerdict, *, seen: int, by: Viewer, now: datetime) -> None:
    """Give the verdict; under a contract a first no asks for a second sample, a further one for a remedy."""
    sample = _seen(sample_id, seen=seen, by=by)
    judge = judge_of(sample.kind)
    if by.role is not judge:
        raise NotAllowed("sample.wrong_role")
    check_may(by, Act.ANSWER_SAMPLE if judge is Role.MAKER else Act.JUDGE_ARBITRATION, sample.stake)
    refuse_if_any(verdict_faults(verdict, received_on=sample.received_on, today=day_in_lima(now)))
    _write(sample, verdict, by=by, now=now)
    says = {"note": sample.words, "global_quality": sample.global_quality}
    if verdict.is_approved:
        move_sample(sample, SampleStep.APPROVE, by=by, now=now, **says)
        return
    second = {"second_is_due": _remedy(sample) is SampleRemedy.SECOND_SAMPLE}
    move_sample(sample, step_of_rejection(sample.kind, sample.number, **second), by=by, now=now, **says)
    if sample.contract and follows_by_itself(sample.kind, sample.number, **second):
        owe_pre_shipment(sample.contract, by=by, now=now)


@use_case
def ask_allowance(sample_id: SampleId, per_tonne: Decimal, *, seen: int, by: Viewer, now: datetime) -> None:
    """Offer to take the cacao as it is for less money a tonne; no floor may be broken by it."""
    sample, contract = _in_dispute(sample_id, seen=seen, by=by)
    terms = ContractTerms.from_json(contract.terms)
    refuse_if_any(allowance_faults(per_tonne, terms.price) or _floors(terms, per_tonne, day_in_lima(now)))
    sample.allowance_amount, sample.allowance_currency = per_tonne, terms.price.currency
    move_sample(sample, SampleStep.ASK_ALLOWANCE, by=by, now=now, per_tonne=Money(per_tonne, terms.price.currency))


@use_case
def grant_allowance(sample_id: SampleId, *, seen: int, by: Viewer, now: datetime) -> None:
    """Grant the allowance: the contract may ship, and its price is to follow by an amendment."""
    sample, _contract = _in_dispute(sample_id, seen=seen, by=by)
    move_sample(sample, SampleStep.GRANT, by=by, now=now, per_tonne=sample.allowance)


@use_case
def deny_allowance(sample_id: SampleId, note: str | None, *, seen: int, by: Viewer, now: datetime) -> None:
    """Not grant the allowance, for a reason; the maker chooses anew."""
    sample, _contract = _in_dispute(sample_id, seen=seen, by=by)
    refuse_if_any(reason_faults(note))
    sample.allowance_amount = sample.allowance_currency = None
    sample.note = note
    move_sample(sample, SampleStep.DENY, by=by, now=now, note=note)


@use_case
def replace_sample(sample_id: SampleId, note: str | None, *, seen: int, by: Viewer, now: datetime) -> None:
    """Ask for a sample of other bags; the group owes it at once."""
    sample, contract = _in_dispute(sample_id, seen=seen, by=by)
    sample.note = note
    move_sample(sample, SampleStep.REPLACE, by=by, now=now, note=note)
    owe_pre_shipment(contract, by=by, now=now)


@use_case
def call_off(sample_id: SampleId, note: str | None, *, seen: int, by: Viewer, now: datetime) -> None:
    """Call the contract off for want of an approved sample: its bags go back to the lot, a deposit is due back."""
    sample, contract = _in_dispute(sample_id, seen=seen, by=by)
    terms = ContractTerms.from_json(contract.terms)
    either_may = terms.sample_basis is SampleBasis.NANS or terms.sample_remedy is SampleRemedy.CANCEL
    check_may_call_off(by.role, either_may=either_may)
    refuse_if_any(reason_faults(note))
    sample.note = note
    move_sample(sample, SampleStep.CALL_OFF, by=by, now=now, note=note)
    end_contract(contract, by=by, now=now, reason=note, cause=RefundCause.SAMPLE)


def _seen(sample_id: SampleId, *, seen: int, by: Viewer) -> Sample:
    sample = lock_sample(sample_id, by)
    sample.expect_version(seen)
    return sample


def _in_dispute(sample_id: SampleId, *, seen: int, by: Viewer) -> tuple[Sample, Contract]:
    sample = _seen(sample_id, seen=seen, by=by)
    check_may(by, Act.ANSWER_SAMPLE, sample.stake)
    if sample.contract is None or sample.kind is not SampleKind.PRE_SHIPMENT:
        raise Refused("sample.no_remedy_needed")
    check_still_home(sample.contract.milestone)
    return sample, sample.contract


def _remedy(sample: Sample) -> SampleRemedy | None:
    stored = sample.contract.terms.get("sample_remedy") if sample.contract else None
    return None if stored is None else SampleRemedy(stored)


def _write(sample: Sample, verdict: SampleVerdict, *, by: Viewer, now: datetime) -> None:
    sample.tasted_on, sample.product = verdict.tasted_on, verdict.product
    sample.scores = to_plain({name: value for name, value in verdict.scores.items() if value is not None})
    sample.global_quality = verdict.global_quality
    sample.words = (verdict.words or "").strip() or None
    sample.judged_at, sample.judged_by_id = now, by.user_id


def _floors(terms: ContractTerms, per_tonne: Decimal, today: date) -> list[Reason]:
    """List the floors that the price would break after the allowance, beside the allowance's own field."""
    price = allowed_price(terms.price, per_tonne)
    found = floor_faults(price, None, certificates=terms.certificates, references=references_in_force(today))
    return [Reason(fault.code, "allowance", fault.facts) for fault in found]
