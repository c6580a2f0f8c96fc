"""Changes of contracts in force, as the two sides and the facilitators see them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from marketplace.domain.contracts.amendments import Difference, differences
from marketplace.domain.contracts.changes import (
    AMENDMENT_MACHINE,
    BEFORE_FACILITATORS,
    PENDING,
    AmendmentKind,
    AmendmentState,
    AmendmentStep,
    is_over,
)
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.life import CONTRACT_MACHINE, ContractPermit
from marketplace.domain.contracts.reserving import check_may_extend
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import NotFound, Reason
from marketplace.domain.ids import AmendmentId, OrganizationId
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.contracts.amending import is_extended
from marketplace.models.contracts.flagging import flags_around
from marketplace.models.rows.contracts.amendments import Amendment, AmendmentSignature
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.people.accounts import Organization
from marketplace.queries.contracts.pages import ContractPage
from marketplace.queries.contracts.showing import get_contract, get_terms, visible_to


@dataclass(frozen=True, slots=True)
class AmendmentLine:
    """One change in a contract's list of changes."""

    id: AmendmentId
    number: int
    kind: AmendmentKind
    state: AmendmentState
    by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class AmendmentMark:
    """One side's name under a change."""

    typed_name: str
    organization: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AmendmentPage:
    """One change, whole, with the difference to the terms that it would replace."""

    id: AmendmentId
    number: int
    kind: AmendmentKind
    state: AmendmentState
    version: int
    contract: ContractPage
    terms: ContractTerms
    changes: tuple[Difference, ...]
    document_hash: str
    reason: str
    note: str | None
    by: str
    by_organization_id: OrganizationId
    made_at: datetime
    due_at: datetime | None
    signatures: tuple[AmendmentMark, ...]
    steps: tuple[AmendmentStep, ...]
    more_bags: int


def list_amendments(contract_id: int, viewer: Viewer) -> list[AmendmentLine]:
    """List the changes of one contract, newest first."""
    rows = db.session.execute(
        select(Amendment, Organization.name.label("by"))
        .join(Contract, Contract.id == Amendment.contract_id)
        .join(Organization, Organization.id == Amendment.by_organization_id)
        .where(visible_to(viewer), Contract.id == contract_id)
        .order_by(Amendment.number.desc())
    )
    return [
        AmendmentLine(
            row.Amendment.id,
            row.Amendment.number,
            row.Amendment.kind,
            row.Amendment.state,
            row.by,
            row.Amendment.made_at,
        )
        for row in rows
    ]


def get_amendment(amendment_id: int, viewer: Viewer, *, now: datetime) -> AmendmentPage:
    """Return one change; raises `NotFound` when there is none or it is not the viewer's to see."""
    query = select(Amendment).join(Contract, Contract.id == Amendment.contract_id)
    row = db.session.scalar(query.where(visible_to(viewer), Amendment.id == amendment_id))
    if row is None:
        raise NotFound("amendment.unknown")
    contract = get_contract(row.contract_id, viewer, now=now)
    before = get_terms(row.contract_id, viewer, number=row.base_version)
    terms = ContractTerms.from_json(row.terms)
    return AmendmentPage(
        id=row.id,
        number=row.number,
        kind=row.kind,
        state=row.state,
        version=row.version,
        contract=contract,
        terms=terms,
        changes=tuple(differences(before, terms)),
        document_hash=row.document_hash,
        reason=row.reason,
        note=row.note,
        by=contract.name_of(row.by_organization_id),
        by_organization_id=row.by_organization_id,
        made_at=row.made_at,
        due_at=row.expires_at if row.state is AmendmentState.WAITING else row.judge_by,
        signatures=_marks(row.id),
        steps=_steps(row, contract, viewer, now=now),
        more_bags=terms.bags - before.bags if row.kind is AmendmentKind.TERMS else 0,
    )


def find_pending_change(contract_id: int, viewer: Viewer) -> AmendmentId | None:
    """Find the change of a contract that waits for somebody, where the viewer may see it."""
    query = select(Amendment.id).join(Contract, Contract.id == Amendment.contract_id)
    return db.session.scalar(query.where(visible_to(viewer), Contract.id == contract_id, Amendment.state.in_(PENDING)))


def list_change_flags(page: AmendmentPage, viewer: Viewer, *, now: datetime) -> list[Reason]:
    """List what a facilitator should see of a contract as it would be; nothing for others, or once it is decided."""
    if viewer.role is not Role.FACILITATOR or page.state not in BEFORE_FACILITATORS:
        return []
    return flags_around(db.session.get_one(Amendment, page.id), day_in_lima(now))[1]


def may_ask(contract: ContractPage, viewer: Viewer) -> bool:
    """Say whether this viewer could ask for a change of this contract, were none pending."""
    is_party = viewer.organization_id in (contract.producer_id, contract.maker_id)
    return is_party and viewer.may_write and CONTRACT_MACHINE.permits(contract.line.state, ContractPermit.BIND)


def list_due_amendments(now: datetime) -> list[AmendmentId]:
    """List the changes that nobody answered in time, and those whose contract binds no more."""
    binding = [each for each in CONTRACT_MACHINE.what if CONTRACT_MACHINE.permits(each, ContractPermit.BIND)]
    is_late = (Amendment.state == AmendmentState.WAITING) & (Amendment.expires_at <= now)
    query = select(Amendment.id).join(Contract, Contract.id == Amendment.contract_id)
    query = query.where(Amendment.state.in_(PENDING), is_late | Contract.state.not_in(binding))
    return list(db.session.scalars(query.order_by(Amendment.id)))


def _marks(amendment_id: AmendmentId) -> tuple[AmendmentMark, ...]:
    rows = db.session.execute(
        select(AmendmentSignature.typed_name, Organization.name, AmendmentSignature.signed_at)
        .join(Organization, Organization.id == AmendmentSignature.organization_id)
        .where(AmendmentSignature.amendment_id == amendment_id)
        .order_by(AmendmentSignature.id)
    )
    return tuple(AmendmentMark(*row) for row in rows)


def _steps(row: Amendment, contract: ContractPage, viewer: Viewer, *, now: datetime) -> tuple[AmendmentStep, ...]:
    """List what the viewer may do next: a side answers the other's change, a facilitator who is no party decides."""
    is_moot = not CONTRACT_MACHINE.permits(contract.line.state, ContractPermit.BIND)
    is_late = row.state is AmendmentState.WAITING and is_over(row.expires_at, now)
    if not viewer.may_write or is_moot or is_late:
        return ()
    steps = AMENDMENT_MACHINE.steps(row.state, viewer.role)
    if viewer.role is Role.FACILITATOR:
        barred = {AmendmentStep.ENDORSE}
        if row.endorsed_by_id is not None and row.endorsed_by_id == viewer.user_id:
            barred.add(AmendmentStep.APPROVE)
        is_party = bool(viewer.organization_ids & contract.stake.owners)
        return () if is_party else tuple(step for step in steps if step not in barred)
    is_own = row.by_organization_id == viewer.organization_id
    return tuple(step for step in steps if (step is AmendmentStep.WITHDRAW) is is_own)


def check_extendable(contract: ContractPage, viewer: Viewer) -> None:
    """Raise `NotAllowed` when the viewer cannot ask for more time for reserved bags."""
    check_may_extend(contract.terms.reserved_until, viewer.role, is_extended=is_extended(contract.line.id))


def may_extend(contract: ContractPage, viewer: Viewer) -> bool:
    """Say whether the viewer can ask for more time for reserved bags."""
    if contract.terms.reserved_until is None or viewer.role is not Role.MAKER:
        return False
    return not is_extended(contract.line.id)
