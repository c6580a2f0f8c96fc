"""Contracts as their parties and the facilitators see them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select

from marketplace.domain.contracts.amendments import differences
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.life import BEFORE_FACILITATORS, WITH_PARTIES, ContractState
from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import NotFound, Reason
from marketplace.domain.events import EventKind, SubjectKind
from marketplace.domain.ids import ContractId
from marketplace.domain.prices import References
from marketplace.domain.viewers import Viewer
from marketplace.models.accounts.sides import MakerSide, ProducerSide
from marketplace.models.base import db
from marketplace.models.contracts.flagging import flags_of
from marketplace.models.contracts.steps import seen_by
from marketplace.models.rows.contracts.contracts import Contract, ContractTermsVersion
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.record.events import Event
from marketplace.queries.contracts.marks import marks_of
from marketplace.queries.contracts.pages import Condition, ContractLine, ContractPage, Ending
from marketplace.queries.contracts.turns import is_turn_of, milestone_steps_for, steps_for
from marketplace.queries.counting import remembered_count

PER_PAGE = 24


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Let facilitators see every contract, and a party its own."""
    return seen_by(viewer)


def list_contracts(
    viewer: Viewer, *, now: datetime, states: Sequence[ContractState] = (), page: int = 1
) -> list[ContractLine]:
    """List the viewer's contracts, oldest deadline first."""
    return [_line(row, viewer, now=now) for row in _read_lines(viewer, states, page=page)]


def list_flagged(viewer: Viewer, *, now: datetime, references: References, page: int = 1) -> list[ContractLine]:
    """List what facilitators have to judge, oldest deadline first, each with its flags."""
    rows = _read_lines(viewer, BEFORE_FACILITATORS, page=page)
    found = flags_of([row.Contract for row in rows], day_in_lima(now), references=references)
    return [_line(row, viewer, now=now, flags=found[row.Contract.id]) for row in rows]


def _read_lines(viewer: Viewer, states: Sequence[ContractState], *, page: int) -> Sequence[Any]:
    due = func.contract_due(Contract.state, Contract.review_by, Contract.sign_by)
    order = (func.contract_urgency(Contract.state), due, Contract.id)
    chosen = select(Contract.id).where(visible_to(viewer)).order_by(*order)
    if states:
        chosen = chosen.where(Contract.state.in_(states))
    chosen = chosen.limit(PER_PAGE).offset(PER_PAGE * (page - 1))
    return db.session.execute(_lines(viewer).where(Contract.id.in_(chosen)).order_by(*order)).all()


def list_overdue(now: datetime) -> list[ContractId]:
    """List the contracts that were not signed in time."""
    query = select(Contract.id).where(Contract.state.in_(WITH_PARTIES), Contract.sign_by <= now)
    return [ContractId(each) for each in db.session.scalars(query.order_by(Contract.sign_by, Contract.id))]


def count_contracts(viewer: Viewer, states: Sequence[ContractState] = ()) -> int:
    """Count the viewer's contracts."""
    query = select(func.count()).select_from(Contract).where(visible_to(viewer))
    query = query.where(Contract.state.in_(states)) if states else query
    key = ("contracts", viewer.role, viewer.organization_id, tuple(states))
    return remembered_count(key, lambda: db.session.scalar(query) or 0)


def get_contract(contract_id: int, viewer: Viewer, *, now: datetime) -> ContractPage:
    """Return one contract; raises `NotFound` when there is none or it is not the viewer's to see."""
    row = db.session.execute(_lines(viewer).where(Contract.id == contract_id)).one_or_none()
    if row is None:
        raise NotFound("contract.unknown")
    contract = row.Contract
    versions, marks = _versions(contract.id), marks_of(contract.id)
    line = _line(row, viewer, now=now)
    before = ContractTerms.from_json(versions[1][0].terms) if len(versions) > 1 else line.terms
    return ContractPage(
        line=line,
        version=contract.version,
        terms_version=contract.terms_version,
        versions=tuple((each.number, each.at, name) for each, name in versions),
        changes=tuple(differences(before, line.terms)),
        steps=steps_for(contract, viewer, approvals=marks.approvals_of(contract.terms_version)),
        note=contract.note,
        stake=contract.stake,
        producer_id=contract.producer_id,
        maker_id=contract.maker_id,
        is_fictional=row.is_fictional,
        document_hash=versions[0][0].document_hash,
        stored_terms=contract.terms,
        marked_at=marks.last_at(contract.terms_version) or versions[0][0].at,
        marks=marks,
        milestone_on=contract.milestone_on,
        milestone_steps=milestone_steps_for(contract, viewer),
        ending=Ending(contract.end_asked_by_id, contract.end_reason) if contract.end_asked_by_id else None,
        condition=_condition(contract),
        revised_by_id=contract.revised_by_id,
        waits_for_deposit=contract.waits_for_deposit,
        unpaid_note=contract.unpaid_note,
        eudr_status=row.eudr_status,
        has_lapsed=contract.state is ContractState.ENDED and _has_lapsed(contract.id),
    )


def _has_lapsed(contract_id: ContractId) -> bool:
    what = (Event.subject_kind == SubjectKind.CONTRACT, Event.subject_id == contract_id)
    return db.session.scalar(select(exists().where(*what, Event.kind == EventKind.CONTRACT_LAPSED))) or False


def _condition(contract: Contract) -> Condition | None:
    if contract.condition is None or contract.state is not ContractState.APPROVED:
        return None
    sides = ((contract.producer_id, contract.producer_noted_at), (contract.maker_id, contract.maker_noted_at))
    return Condition(contract.condition, tuple((side, at) for side, at in sides if at), contract.unread_by)


def list_flags(contract_id: int, viewer: Viewer, *, today: date, references: References) -> list[Reason]:
    """List what a facilitator should see at once about one contract; raises `NotFound`."""
    contract = db.session.scalar(select(Contract).where(visible_to(viewer), Contract.id == contract_id))
    if contract is None:
        raise NotFound("contract.unknown")
    return flags_of([contract], today, references=references)[contract.id]


def get_terms(contract_id: int, viewer: Viewer, *, number: int) -> ContractTerms:
    """Return one version of a contract's terms; raises `NotFound`."""
    stored = db.session.scalar(
        select(ContractTermsVersion.terms)
        .join(Contract, Contract.id == ContractTermsVersion.contract_id)
        .where(visible_to(viewer), Contract.id == contract_id, ContractTermsVersion.number == number)
    )
    if stored is None:
        raise NotFound("contract.unknown")
    return ContractTerms.from_json(stored)


def _lines(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Contract,
            Lot.code.label("lot_code"),
            Lot.is_fictional.label("is_fictional"),
            Lot.eudr_status.label("eudr_status"),
            ProducerSide.name.label("producer_name"),
            MakerSide.name.label("maker_name"),
        )
        .join(Lot, Lot.id == Contract.lot_id)
        .join(ProducerSide, ProducerSide.id == Contract.producer_id)
        .join(MakerSide, MakerSide.id == Contract.maker_id)
        .where(visible_to(viewer))
    )


def _line(row: Any, viewer: Viewer, *, now: datetime, flags: Iterable[Reason] = ()) -> ContractLine:  # noqa: ANN401 - a result row
    contract: Contract = row.Contract
    is_open = contract.state in (*BEFORE_FACILITATORS, *WITH_PARTIES)
    return ContractLine(
        id=contract.id,
        code=contract.code,
        state=contract.state,
        lot_id=contract.lot_id,
        lot_code=row.lot_code,
        producer_name=row.producer_name,
        maker_name=row.maker_name,
        bags=contract.bags,
        volume=contract.volume,
        total=contract.total,
        terms=ContractTerms.from_json(contract.terms),
        due_at=contract.due_at if is_open else None,
        is_late=is_open and contract.due_at is not None and contract.due_at < now,
        is_your_turn=_is_your_turn(contract, viewer),
        milestone=contract.milestone if contract.state is ContractState.APPROVED else None,
        flags=tuple(flags),
    )


def _versions(contract_id: ContractId) -> list[tuple[ContractTermsVersion, str | None]]:
    rows = db.session.execute(
        select(ContractTermsVersion, Organization.name)
        .outerjoin(Organization, Organization.id == ContractTermsVersion.by_organization_id)
        .where(ContractTermsVersion.contract_id == contract_id)
        .order_by(ContractTermsVersion.number.desc())
    )
    return [(version, name) for version, name in rows]


def _is_your_turn(contract: Contract, viewer: Viewer) -> bool:
    """Say in a line whether the viewer's side goes on next; whether money keeps it, only its own page and inbox say."""
    sides = {Milestone.PREPARING: contract.producer_id, Milestone.ARRIVED: contract.maker_id}
    if contract.state is ContractState.APPROVED and contract.milestone in sides:
        return is_turn_of(viewer, sides[contract.milestone])
    return any(is_turn_of(viewer, turn.organization_id) for turn in contract.turns)
