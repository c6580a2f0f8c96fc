"""The facilitators' desk: contracts that wait for a decision, each measured against floor, reference and threshold."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from marketplace.domain.contracts.approvals import needs_second, second_review_from
from marketplace.domain.contracts.life import BEFORE_FACILITATORS
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.prices import ReferenceKind, References, premium_over_reference, price_floor
from marketplace.domain.viewers import Viewer
from marketplace.models.figures import references_in_force
from marketplace.queries.contract_pages import ContractLine, ContractPage
from marketplace.queries.contracts import list_contracts


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


def list_to_judge(viewer: Viewer, *, now: datetime) -> list[Waiting]:
    """List what waits for a facilitator, oldest deadline first."""
    references = references_in_force(now.date())
    lines = list_contracts(viewer, now=now, states=BEFORE_FACILITATORS)
    return [Waiting(line, _measure(line.terms, references)) for line in lines]


def measure_of(contract: ContractPage, *, today: date) -> Measure:
    """Measure one contract."""
    return _measure(contract.terms, references_in_force(today))


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
