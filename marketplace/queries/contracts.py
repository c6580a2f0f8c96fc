"""Contracts as their parties and the facilitators see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, false, func, or_, select, true
from sqlalchemy.orm import aliased

from marketplace.domain.acts import Stake
from marketplace.domain.contracts.amendments import Difference, differences
from marketplace.domain.contracts.life import CONTRACT_MACHINE, ContractState, ContractStep
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import NotFound, Reason
from marketplace.domain.ids import ContractId, OrganizationId
from marketplace.domain.mass import Mass
from marketplace.domain.money import Money
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.accounts import Organization
from marketplace.models.base import db
from marketplace.models.contracts import Contract, ContractTermsVersion
from marketplace.models.flagging import flags_of
from marketplace.models.lots import Lot

PER_PAGE = 24


@dataclass(frozen=True, slots=True)
class ContractLine:
    """One contract in a list."""

    id: ContractId
    code: str
    state: ContractState
    lot_code: str
    producer_name: str
    maker_name: str
    bags: int
    volume: Mass
    total: Money
    review_by: datetime
    is_late: bool
    is_your_turn: bool
    flags: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class ContractPage:
    """One contract, whole; `flags` only for facilitators, `changes` against the version before."""

    line: ContractLine
    terms: ContractTerms
    version: int
    terms_version: int
    versions: tuple[tuple[int, datetime, str | None], ...]
    changes: tuple[Difference, ...]
    steps: tuple[ContractStep, ...]
    note: str | None
    stake: Stake
    producer_id: OrganizationId
    maker_id: OrganizationId
    is_fictional: bool


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Let facilitators see every contract, and a party its own."""
    if viewer.role is Role.FACILITATOR:
        return true()
    if viewer.organization_id is None:
        return false()
    return or_(Contract.producer_id == viewer.organization_id, Contract.maker_id == viewer.organization_id)


def list_contracts(
    viewer: Viewer, *, now: datetime, states: Sequence[ContractState] = (), page: int = 1
) -> list[ContractLine]:
    """List the viewer's contracts, oldest deadline first; flags only for facilitators."""
    query = _lines(viewer).order_by(_urgency(), Contract.review_by, Contract.id)
    if states:
        query = query.where(Contract.state.in_(states))
    rows = db.session.execute(query.limit(PER_PAGE).offset(PER_PAGE * (page - 1))).all()
    found = flags_of([row.Contract for row in rows], now.date()) if viewer.role is Role.FACILITATOR else {}
    return [_line(row, viewer, now=now, flags=found.get(row.Contract.id, [])) for row in rows]


def count_contracts(viewer: Viewer, states: Sequence[ContractState] = ()) -> int:
    """Count the viewer's contracts."""
    query = select(func.count()).select_from(Contract).where(visible_to(viewer))
    return db.session.scalar(query.where(Contract.state.in_(states)) if states else query) or 0


def get_contract(contract_id: int, viewer: Viewer, *, now: datetime) -> ContractPage:
    """Return one contract; raises `NotFound` when there is none or it is not the viewer's to see."""
    row = db.session.execute(_lines(viewer).where(Contract.id == contract_id)).one_or_none()
    if row is None:
        raise NotFound("contract.unknown")
    contract = row.Contract
    is_facilitator = viewer.role is Role.FACILITATOR
    flags = flags_of([contract], now.date())[contract.id] if is_facilitator else []
    versions = _versions(contract.id)
    terms = ContractTerms.from_json(contract.terms)
    before = ContractTerms.from_json(versions[1][0].terms) if len(versions) > 1 else terms
    return ContractPage(
        line=_line(row, viewer, now=now, flags=flags),
        terms=terms,
        version=contract.version,
        terms_version=contract.terms_version,
        versions=tuple((each.number, each.at, name) for each, name in versions),
        changes=tuple(differences(before, terms)),
        steps=_steps(contract, viewer),
        note=contract.note,
        stake=contract.stake,
        producer_id=contract.producer_id,
        maker_id=contract.maker_id,
        is_fictional=row.is_fictional,
    )


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
    producer, maker = aliased(Organization), aliased(Organization)
    return (
        select(
            Contract,
            Lot.code.label("lot_code"),
            Lot.is_fictional.label("is_fictional"),
            producer.name.label("producer_name"),
            maker.name.label("maker_name"),
        )
        .join(Lot, Lot.id == Contract.lot_id)
        .join(producer, producer.id == Contract.producer_id)
        .join(maker, maker.id == Contract.maker_id)
        .where(visible_to(viewer))
    )


def _urgency() -> ColumnElement[int]:
    """Put what waits for a facilitator first, then what waits for a party, then what is over."""
    return case(
        (Contract.state == ContractState.IN_REVIEW, 0),
        (Contract.state.in_((ContractState.RETURNED, ContractState.REVISED)), 1),
        else_=2,
    )


def _line(row: Any, viewer: Viewer, *, now: datetime, flags: list[Reason]) -> ContractLine:  # noqa: ANN401 - a result row
    contract: Contract = row.Contract
    return ContractLine(
        id=contract.id,
        code=contract.code,
        state=contract.state,
        lot_code=row.lot_code,
        producer_name=row.producer_name,
        maker_name=row.maker_name,
        bags=contract.bags,
        volume=contract.volume,
        total=contract.total,
        review_by=contract.review_by,
        is_late=contract.state is ContractState.IN_REVIEW and contract.review_by < now,
        is_your_turn=bool(_steps(contract, viewer)),
        flags=tuple(flags),
    )


def _steps(contract: Contract, viewer: Viewer) -> tuple[ContractStep, ...]:
    """List what the viewer may do next; a side does not confirm its own change, a party does not judge."""
    if not viewer.may_write:
        return ()
    if viewer.role is Role.FACILITATOR and viewer.organization_ids & contract.stake.owners:
        return ()
    own = contract.revised_by_id == viewer.organization_id
    steps = CONTRACT_MACHINE.steps(contract.state, viewer.role)
    return tuple(step for step in steps if not (step is ContractStep.CONFIRM and own))


def _versions(contract_id: ContractId) -> list[tuple[ContractTermsVersion, str | None]]:
    rows = db.session.execute(
        select(ContractTermsVersion, Organization.name)
        .outerjoin(Organization, Organization.id == ContractTermsVersion.by_organization_id)
        .where(ContractTermsVersion.contract_id == contract_id)
        .order_by(ContractTermsVersion.number.desc())
    )
    return [(version, name) for version, name in rows]
