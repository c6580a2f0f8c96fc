"""Packs and statements of a contract, for its parties and facilitators; drafts only for the group and facilitators."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select

from marketplace.domain.acts import Act, Stake, may
from marketplace.domain.errors import NotFound, Reason
from marketplace.domain.evidence.dates import Application, OperatorSize, application_on
from marketplace.domain.evidence.packs import MADE_AT_ONCE, pack_faults
from marketplace.domain.evidence.readiness import Readiness
from marketplace.domain.evidence.statements import StatementState
from marketplace.domain.ids import ContractId, LotId, StatementId
from marketplace.domain.mass import Mass
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.contracts.steps import seen_by
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.people.accounts import User
from marketplace.models.rows.record.files import StoredFile
from marketplace.models.rows.traces.statements import Pack, Statement
from marketplace.models.traces.evidence import evidence_of
from marketplace.models.traces.packing import is_in_force, packs_of
from marketplace.queries.files import FileLine, line_of


@dataclass(frozen=True, slots=True)
class PackLine:
    """One pack as it was made."""

    number: int
    file: FileLine
    digest: str
    plots: int
    producers: int
    is_draft: bool
    made_by: str | None
    made_at: datetime
    geolocation: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One statement that the maker filed."""

    id: StatementId
    version: int
    reference_number: str
    verification_number: str
    state: StatementState
    filed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PackPage:
    """What is known of a contract's proof, and what this viewer may do about it."""

    contract_id: ContractId
    code: str
    lot_id: LotId
    lot_code: str
    volume: Mass
    producer_name: str
    maker_name: str
    is_in_force: bool
    may_make: bool
    may_record: bool
    is_large: bool
    sees_codes: bool
    readiness: Readiness
    faults: tuple[Reason, ...]
    packs: tuple[PackLine, ...]
    statements: tuple[StatementLine, ...]
    applications: tuple[Application, ...]
    stake: Stake


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Let facilitators and the group see every pack of a contract, and the maker those that are no draft."""
    return packs_of(viewer)


def get_pack_page(contract_id: int, viewer: Viewer, *, today: date) -> PackPage:
    """Return what is known of a contract's proof; raises `NotFound` for those who are no party."""
    contract = db.session.scalar(select(Contract).where(Contract.id == contract_id, seen_by(viewer)))
    if contract is None:
        raise NotFound("contract.unknown")
    found, in_force = evidence_of([contract.lot], today)[0], is_in_force(contract)
    is_maker = viewer.organization_id == contract.maker_id
    return PackPage(
        contract_id=contract.id,
        code=contract.code,
        lot_id=contract.lot_id,
        lot_code=contract.lot.code,
        volume=contract.volume,
        producer_name=contract.producer.name,
        maker_name=contract.maker.name,
        is_in_force=in_force,
        may_make=may(viewer, Act.MAKE_PACK, contract.stake) and (in_force or not is_maker),
        may_record=in_force and may(viewer, Act.RECORD_STATEMENT, contract.stake),
        is_large=found.plots > MADE_AT_ONCE,
        sees_codes=not is_maker,
        readiness=found,
        faults=tuple(pack_faults(found.gaps, is_draft=not in_force)),
        packs=tuple(_packs(contract.id, viewer)),
        statements=tuple(_statements(contract.id)),
        applications=tuple(application_on(today, size) for size in OperatorSize),
        stake=contract.stake,
    )


def contract_of_pack(pack_id: int, viewer: Viewer) -> ContractId:
    """Return the contract of a pack; raises `NotFound` where the viewer may not see it."""
    query = select(Pack.contract_id).join(Contract, Contract.id == Pack.contract_id)
    found = db.session.scalar(query.where(Pack.id == pack_id, visible_to(viewer)))
    if found is None:
        raise NotFound("pack.unknown")
    return found


def contract_of_statement(statement_id: int, viewer: Viewer) -> ContractId:
    """Return the contract of a statement; raises `NotFound` where the viewer may not see it."""
    query = select(Statement.contract_id).join(Contract, Contract.id == Statement.contract_id)
    found = db.session.scalar(query.where(Statement.id == statement_id, seen_by(viewer)))
    if found is None:
        raise NotFound("statement.unknown")
    return found


def _packs(contract_id: ContractId, viewer: Viewer) -> list[PackLine]:
    query = (
        select(Pack, StoredFile, User.name)
        .join(Contract, Contract.id == Pack.contract_id)
        .join(StoredFile, StoredFile.id == Pack.file_id)
        .outerjoin(User, User.id == Pack.user_id)
        .where(Pack.contract_id == contract_id, visible_to(viewer))
        .order_by(Pack.number.desc())
    )
    return [
        PackLine(
            pack.number,
            line_of(file),
            pack.digest,
            pack.plots,
            pack.producers,
            is_draft=pack.is_draft,
            made_by=name,
            made_at=pack.made_at,
            geolocation=_geolocation(pack),
        )
        for pack, file, name in db.session.execute(query)
    ]


def _geolocation(pack: Pack) -> tuple[tuple[str, int], ...]:
    """Name the files of outlines in a pack, with the bytes of each."""
    files = pack.manifest.get("files", ())
    return tuple((each["name"], each["bytes"]) for each in files if each["name"].startswith("geolocation"))


def _statements(contract_id: ContractId) -> list[StatementLine]:
    query = select(Statement).where(Statement.contract_id == contract_id).order_by(Statement.id.desc())
    return [
        StatementLine(
            row.id, row.version, row.reference_number, row.verification_number, row.state, filed_on=row.filed_on
        )
        for row in db.session.scalars(query)
    ]
