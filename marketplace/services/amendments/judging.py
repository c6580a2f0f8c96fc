"""Judging a change that both sides signed: a facilitator brings it into force, or rejects it with a reason."""

from datetime import datetime

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.approvals import check_other_person, needs_second, second_review_from
from marketplace.domain.contracts.changes import (
    AMENDMENT_MACHINE,
    AmendmentKind,
    AmendmentState,
    AmendmentStep,
    check_same_base,
    note_faults,
)
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.flag_checks import check_all_seen, check_changeable
from marketplace.domain.contracts.life import review_due
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import refuse_if_any
from marketplace.domain.events import SubjectKind, step_taken
from marketplace.domain.ids import AmendmentId
from marketplace.domain.viewers import Viewer
from marketplace.models.contracts.amending import check_in_force, check_not_late, lock_amendment, put_in_force
from marketplace.models.contracts.flagging import flags_around
from marketplace.models.contracts.resizing import check_bags, let_go
from marketplace.models.lots.figures import references_in_force
from marketplace.models.rows.contracts.amendments import Amendment
from marketplace.models.rows.record.events import record_event
from marketplace.models.samples.steps import say_allowance_anew
from marketplace.services.transaction import use_case


@use_case
def approve_amendment(
    amendment_id: AmendmentId, *, seen: int, by: Viewer, now: datetime, shown: frozenset[str] | None = None
) -> None:
    """Bring a change into force that both sides signed; a dear one needs two facilitators, as a contract does.

    Refused for a flag that forbids approval, unless the terms in force are no better; and for one that the page did
    not show, where `shown` gives the marks of those that it did.
    """
    amendment = _seen(amendment_id, seen=seen, by=by)
    contract = amendment.contract
    check_in_force(contract)
    check_same_base(amendment.base_version, contract.terms_version)
    check_not_late(contract, ContractTerms.from_json(amendment.terms))
    if amendment.kind is AmendmentKind.TERMS:
        check_bags(contract, ContractTerms.from_json(amendment.terms), pending=amendment)
    before, found = flags_around(amendment, day_in_lima(now))
    step = _approving_step(amendment, now)
    amendment.state = AMENDMENT_MACHINE.advance(amendment.state, step, by.role)
    check_other_person([each for each in (amendment.endorsed_by_id,) if each is not None], by.user_id)
    check_changeable(found, [] if amendment.kind is AmendmentKind.RENEWAL else before)
    check_all_seen(found, shown)
    if step is AmendmentStep.ENDORSE:
        amendment.endorsed_by_id, amendment.judge_by = by.user_id, review_due(now)
        _record(amendment, step, by=by, now=now)
        return
    _record(amendment, step, by=by, now=now)
    put_in_force(amendment, by=by, now=now)


@use_case
def reject_amendment(amendment_id: AmendmentId, note: str, *, seen: int, by: Viewer, now: datetime) -> None:
    """Keep a change from coming into force, for a reason that both sides read; bags that it holds go back."""
    amendment = _seen(amendment_id, seen=seen, by=by)
    let_go(amendment, now=now)
    amendment.state = AMENDMENT_MACHINE.advance(amendment.state, AmendmentStep.REJECT, by.role)
    refuse_if_any(note_faults(note))
    amendment.note = note.strip()
    _record(amendment, AmendmentStep.REJECT, by=by, now=now)


def _seen(amendment_id: AmendmentId, *, seen: int, by: Viewer) -> Amendment:
    amendment = lock_amendment(amendment_id, by)
    check_may(by, Act.REVIEW_CONTRACT, amendment.stake)
    amendment.expect_version(seen)
    return amendment


def _approving_step(amendment: Amendment, now: datetime) -> AmendmentStep:
    total = ContractTerms.from_json(amendment.terms).total
    commits_to_more = amendment.kind is AmendmentKind.RENEWAL or amendment.contract.total < total
    is_first = amendment.state is not AmendmentState.ENDORSED
    threshold = second_review_from(references_in_force(day_in_lima(now)))
    needs_two = is_first and commits_to_more and needs_second(total, threshold)
    return AmendmentStep.ENDORSE if needs_two else AmendmentStep.APPROVE


def _record(amendment: Amendment, step: AmendmentStep, *, by: Viewer, now: datetime) -> None:
    facts = {"code": amendment.contract.code, "number": amendment.number, "note": amendment.note}
    record_event(amendment, step_taken(SubjectKind.AMENDMENT, step), by=by, now=now, **facts)
    say_allowance_anew(amendment.contract, now)
