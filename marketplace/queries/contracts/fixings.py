"""What a price would be fixed at today, and which prices are overdue."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from marketplace.domain.contracts.clauses import Side
from marketplace.domain.contracts.fixing import Fixing, day_in_lima, end_of, fix_price, fixing_faults
from marketplace.domain.contracts.life import CONTRACT_MACHINE, ContractPermit, ContractState
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import Reason, Refused
from marketplace.domain.ids import ContractId
from marketplace.domain.prices import PriceKind
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.lots.figures import references_in_force
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.queries.contracts.pages import ContractPage

LACKING = frozenset({"fixing.no_level", "fixing.level_old", "fixing.rate_old", "price.reference_missing"})
"""Why a price cannot be fixed before somebody brings a figure."""


@dataclass(frozen=True, slots=True)
class FixingOffer:
    """What fixing now would mean: the fixed price, or why there is none; whether this viewer may do it.

    Once the last day is over it is what the calendar fixes. `lacks_figure`: somebody has to bring one first.
    """

    today: Fixing | None
    faults: tuple[Reason, ...]
    may_fix: bool
    until: datetime | None
    is_over: bool
    lacks_figure: bool


def offer_fixing(contract: ContractPage, viewer: Viewer, *, now: datetime) -> FixingOffer:
    """Say at what the price would be fixed at this moment."""
    terms = contract.terms
    until = end_of(terms.fixation_by) if terms.fixation_by else None
    own = contract.maker_id if terms.fixation_side is Side.MAKER else contract.producer_id
    is_in_time = until is not None and now < until
    is_binding = CONTRACT_MACHINE.permits(contract.line.state, ContractPermit.BIND)
    today, faults = _at(terms, now, is_over=until is not None and not is_in_time)
    may_fix = viewer.organization_id == own and viewer.may_write and is_in_time and is_binding and today is not None
    lacks = any(each.code in LACKING for each in faults)
    return FixingOffer(today, faults, may_fix, until, until is not None and not is_in_time, lacks)


def list_overdue_prices(now: datetime) -> list[ContractId]:
    """List the contracts in force whose last day to fix the price has come; whether it is over is the step's to say."""
    query = select(Contract.id).where(
        Contract.state == ContractState.APPROVED,
        Contract.terms["price_kind"].astext == PriceKind.DIFFERENTIAL,
        Contract.terms["fixing"].astext.is_(None),
        Contract.terms["fixation_by"].astext <= day_in_lima(now).isoformat(),
    )
    return list(db.session.scalars(query.order_by(Contract.id)))


def _at(terms: ContractTerms, now: datetime, *, is_over: bool) -> tuple[Fixing | None, tuple[Reason, ...]]:
    faults = fixing_faults(terms.pricing, terms.fixing)
    if faults:
        return None, tuple(faults)
    day = terms.fixation_by if is_over and terms.fixation_by else day_in_lima(now)
    side = None if is_over else terms.fixation_side
    try:
        return fix_price(terms.pricing, references_in_force(day), by=side, certificates=terms.certificates), ()
    except Refused as no:
        return None, no.reasons
