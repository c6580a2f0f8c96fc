"""Fixing the price of a contract that follows a terminal market: by the side that may, or by the calendar."""

from datetime import date, datetime
from decimal import Decimal

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.changes import with_fixing
from marketplace.domain.contracts.clauses import Side
from marketplace.domain.contracts.fixing import (
    Fixing,
    check_entitled,
    check_fixable_until,
    check_same_price,
    day_in_lima,
    end_of,
    fixing_faults,
)
from marketplace.domain.contracts.fixing import fix_price as fixed_at
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import Refused, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import ContractId
from marketplace.domain.plain import to_plain
from marketplace.domain.viewers import SYSTEM, Viewer
from marketplace.models.base import db
from marketplace.models.contracts.amending import check_in_force, lapse_pending
from marketplace.models.contracts.steps import lock_contract, replace_terms
from marketplace.models.lots.figures import references_in_force
from marketplace.models.money.course import settle_up
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.fixings import PriceFixing
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import use_case


@use_case
def fix_price(contract_id: ContractId, shown: Decimal, *, seen: int, by: Viewer, now: datetime) -> None:
    """Fix the price at the day's level, which must still be the one that was `shown`; it is final from now on."""
    contract = lock_contract(contract_id, by)
    check_may(by, Act.TEND_CONTRACT, contract.stake)
    contract.expect_version(seen)
    check_in_force(contract)
    terms = ContractTerms.from_json(contract.terms)
    side = Side.PRODUCER if by.organization_id == contract.producer_id else Side.MAKER
    refuse_if_any(fixing_faults(terms.pricing, terms.fixing))
    check_entitled(terms.fixation_side, side)
    check_fixable_until(terms.fixation_by, now)
    fixing = _fixed(terms, day_in_lima(now), side)
    check_same_price(shown, fixing.price)
    _put(contract, fixing, by=by, now=now)


@use_case
def fix_overdue(contract_id: ContractId, *, now: datetime) -> bool:
    """Fix a price that nobody fixed in time at the last level of its month before the end; False where it was not.

    Where a figure is missing nothing is invented: the contract waits, and it is the facilitators' turn to bring it.
    """
    contract = lock_contract(contract_id, SYSTEM)
    terms = ContractTerms.from_json(contract.terms)
    last_day = terms.fixation_by
    if not terms.is_provisional or last_day is None or now < end_of(last_day):
        return False
    check_in_force(contract)
    try:
        fixing = _fixed(terms, last_day, None)
    except Refused as no:
        _miss_level(contract, no, now=now)
        return False
    _put(contract, fixing, by=SYSTEM, now=now)
    return True


def _miss_level(contract: Contract, no: Refused, *, now: datetime) -> None:
    """Ask the facilitators, once, for what a price could not be fixed without."""
    if contract.level_missed_at is None:
        contract.level_missed_at = now
        missing = [{"code": each.code, **to_plain(each.facts)} for each in no.reasons]
        record_event(contract, EventKind.CONTRACT_LEVEL_MISSED, by=SYSTEM, now=now, missing=missing)


def _fixed(terms: ContractTerms, day: date, side: Side | None) -> Fixing:
    return fixed_at(terms.pricing, references_in_force(day), by=side, certificates=terms.certificates)


def _put(contract: Contract, fixing: Fixing, *, by: Viewer, now: datetime) -> None:
    """Make the fixed price the contract's next version; both sides signed the clause from which it follows."""
    old = ContractTerms.from_json(contract.terms)
    signed = contract.producer_signed_at, contract.maker_signed_at
    replace_terms(contract, with_fixing(old, fixing), by=by.organization_id, now=now)
    contract.producer_signed_at, contract.maker_signed_at = signed
    db.session.add(
        PriceFixing(
            contract_id=contract.id,
            terms_version=contract.terms_version,
            fixed_on=fixing.on,
            level=fixing.level,
            level_from=fixing.level_from,
            rate=fixing.rate,
            rate_from=fixing.rate_from,
            differential=old.differential,
            price=fixing.price,
            side=fixing.by,
            by_user_id=by.user_id,
            at=now,
        )
    )
    record_event(contract, EventKind.CONTRACT_PRICE_FIXED, by=by, now=now, fixing=to_plain(fixing))
    lapse_pending(contract, now)
    settle_up(contract, now=now)
