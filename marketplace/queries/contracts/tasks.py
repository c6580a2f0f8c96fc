"""What is to be done about one contract just now, and by whom: its own next step, and those of all that hangs on it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, literal_column, select, union_all

from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import ContractId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.amendments import Amendment
from marketplace.models.rows.contracts.call_offs import CallOff, FrameSeason
from marketplace.models.rows.contracts.claims import Claim
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.samples import Sample
from marketplace.models.rows.contracts.settlements import Settlement
from marketplace.models.rows.contracts.shipments import Cargo
from marketplace.models.rows.money.instalments import Instalment
from marketplace.models.rows.money.payments import Payment, Refund
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.record.turns import Turn
from marketplace.queries.contracts.showing import visible_to
from marketplace.queries.contracts.turns import is_turn_of


@dataclass(frozen=True, slots=True)
class ContractTask:
    """One thing to do about a contract: what, about what, until when, and who has to (no name: any facilitator)."""

    subject_kind: SubjectKind
    subject_id: int
    task: str
    about: str
    who: str | None
    due_at: datetime | None
    is_late: bool
    is_yours: bool


def list_tasks(contract_id: ContractId, viewer: Viewer, *, now: datetime) -> list[ContractTask]:
    """List what either side or a facilitator has to do about a contract that the viewer may see, by deadline."""
    keys = union_all(
        _keys(SubjectKind.CONTRACT, Contract.id).where(Contract.id == contract_id),
        _hanging(SubjectKind.SETTLEMENT, Settlement, contract_id),
        _hanging(SubjectKind.SAMPLE, Sample, contract_id),
        _hanging(SubjectKind.AMENDMENT, Amendment, contract_id),
        _hanging(SubjectKind.CLAIM, Claim, contract_id),
        _hanging(SubjectKind.INSTALMENT, Instalment, contract_id),
        _hanging(SubjectKind.CARGO, Cargo, contract_id),
        _keys(SubjectKind.SHIPMENT, Contract.shipment_id).where(Contract.id == contract_id),
        _hanging(SubjectKind.PAYMENT, Payment, contract_id),
        _hanging(SubjectKind.REFUND, Refund, contract_id),
        _keys(SubjectKind.CALL_OFF, CallOff.id)
        .join(FrameSeason, FrameSeason.id == CallOff.season_id)
        .where(FrameSeason.contract_id == contract_id),
    ).subquery("keys")
    query = (
        select(Turn, Organization.name)
        .join(keys, and_(Turn.subject_kind == keys.c.kind, Turn.subject_id == keys.c.id))
        .join(Contract, Contract.id == contract_id)
        .outerjoin(Organization, Organization.id == Turn.organization_id)
        .where(visible_to(viewer))
        .order_by(Turn.due_at, Turn.id)
    )
    return [_task(turn, name, viewer=viewer, now=now) for turn, name in db.session.execute(query)]


def _keys(kind: SubjectKind, number: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 - a column or a number
    return select(literal_column(f"'{kind.value}'").label("kind"), number.label("id"))


def _hanging(kind: SubjectKind, table: Any, contract_id: ContractId) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 - rows
    return _keys(kind, table.id).where(table.contract_id == contract_id)


def _task(turn: Turn, name: str | None, *, viewer: Viewer, now: datetime) -> ContractTask:
    return ContractTask(
        subject_kind=turn.subject_kind,
        subject_id=turn.subject_id,
        task=turn.task,
        about=turn.about,
        who=name,
        due_at=turn.due_at,
        is_late=turn.due_at is not None and turn.due_at <= now,
        is_yours=is_turn_of(viewer, turn.organization_id),
    )
