"""Letting reservations lapse whose share nobody paid in time, so that their bags are for sale again."""

from datetime import datetime

from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.life import ContractState
from marketplace.domain.contracts.reserving import has_lapsed
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.ids import ContractId
from marketplace.domain.payments.life import InstalmentKind, InstalmentState, PaymentState, RefundCause
from marketplace.domain.viewers import SYSTEM
from marketplace.models.contracts.steps import end_contract, lock_contract
from marketplace.models.money.instalments import instalments_of
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.money.instalments import Instalment
from marketplace.services.transaction import use_case


@use_case
def lapse_reservation(contract_id: ContractId, *, now: datetime) -> bool:
    """Let a reservation lapse whose share was not paid by its last day; False when there is nothing to let go.

    What somebody let be made ready without its deposit stays.
    Money that comes later finds a contract that has ended, and goes back to the maker whole.
    """
    contract = lock_contract(contract_id, SYSTEM)
    reserved_until = ContractTerms.from_json(contract.terms).reserved_until
    if contract.state is not ContractState.APPROVED or reserved_until is None or contract.unpaid_note is not None:
        return False
    share = _unpaid_share(contract)
    if share is None:
        return False
    is_on_its_way = any(each.state is PaymentState.PROCESSING for each in share.payments)
    if not has_lapsed(share.due_on, is_on_its_way=is_on_its_way, today=day_in_lima(now)):
        return False
    end_contract(contract, by=SYSTEM, now=now, cause=RefundCause.LAPSED)
    return True


def _unpaid_share(contract: Contract) -> Instalment | None:
    """Find the deposit of a reservation while something of it is to be paid: that is its share."""
    rows = (each for each in instalments_of(contract.id) if each.kind is InstalmentKind.DEPOSIT)
    return next((each for each in rows if each.state is InstalmentState.DUE), None)
