"""The facilitators' desk: contracts that wait for a decision, each measured against floor, reference and threshold."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from marketplace.domain.contracts.approvals import needs_second, second_review_from
from marketplace.domain.contracts.life import BEFORE_FACILITATORS
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import Reason
from marketplace.domain.ids import ContractId
from marketplace.domain.prices import ReferenceKind, References, premium_over_reference, price_floor
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.contracts import Contract
from marketplace.models.figures import references_in_force
from marketplace.queries.contract_pages import ContractLine, ContractPage
from marketplace.queries.contracts import list_flagged, list_flags, visible_to

MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Measure:
    """What a contract's price is measured against; None where there is nothing to compare with.

    `floor` is USD/t FOB, `farm_gate` and `reference` are PEN/kg, `premium` is the share above the reference.
    """

    floor: Decimal | None
    farm_gate: Decimal | None
    reference: Decimal | None
    premium: Decimal | None
    needs_second: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """One contract on the desk, with what it is measured against."""

    line: ContractLine
    measure: Measure


@dataclass(frozen=True, slots=True)
class Judged:
    """What the desk knows of one contract beside the contract itself, and what else waits: code, id and deadline."""

    flags: tuple[Reason, ...]
    measure: Measure
    queue: tuple[tuple[str, ContractId, datetime | None], ...]


def list_to_judge(viewer: Viewer, *, now: datetime) -> list[Waiting]:
    """List what waits for a facilitator, oldest deadline first."""
    references = references_in_force(now.date())
    lines = list_flagged(viewer, now=now, references=references)
    return [Waiting(line, _measure(line.terms, references)) for line in lines]


def get_judged(contract: ContractPage, viewer: Viewer, *, now: datetime) -> Judged:
    """Gather what a facilitator needs to judge one contract."""
    references = references_in_force(now.date())
    found = list_flags(contract.line.id, viewer, today=now.date(), references=references)
    others = (
        select(Contract.code, Contract.id, Contract.review_by)
        .where(visible_to(viewer), Contract.state.in_(BEFORE_FACILITATORS), Contract.id != contract.line.id)
        .order_by(Contract.review_by, Contract.id)
        .limit(MOST_SHOWN)
    )
    queue = tuple((code, number, due) for code, number, due in db.session.execute(others))
    return Judged(tuple(found), _measure(contract.terms, references), queue)


def _measure(terms: ContractTerms, references: References) -> Measure:
    farm_gate = terms.farm_gate_pen_kg
    return Measure(
        floor=_floor(terms, references),
        farm_gate=farm_gate,
        reference=references.value(ReferenceKind.FARM_GATE),
        premium=None if farm_gate is None else premium_over_reference(farm_gate, references),
        needs_second=needs_second(terms.total, second_review_from(references)),
    )


def _floor(terms: ContractTerms, references: References) -> Decimal | None:
    try:
        return price_floor(terms.certificates, references)
    except LookupError:
        return None
