"""The step that says how much of a price can still be claimed, beside what was agreed or given back already."""

from marketplace.domain.contracts.claims import rest_of
from marketplace.domain.ids import ContractId
from marketplace.domain.money import Money
from marketplace.models.base import db
from marketplace.models.cargo.carrying import settlement_of
from marketplace.models.money.course import agreed_claims, given_by_hand
from marketplace.models.rows.contracts.call_offs import CallOff
from marketplace.models.rows.contracts.contracts import Contract


def claimable(contract: Contract, call_off: CallOff | None) -> Money:
    """Say what of the price of goods no claim has taken yet: of the settled one, before that of the contracted one."""
    call_off_id = call_off.id if call_off else None
    with db.session.no_autoflush:  # what changed is written with its event
        total = call_off.total if call_off else contract.total
        settlement = settlement_of(ContractId(contract.id), call_off_id)
        price = Money(settlement.amount, total.currency) if settlement and settlement.amount is not None else total
        worths = [each.agreed.worth(total) for each in agreed_claims(contract, call_off_id) if each.agreed]
        given = [*(each for each in worths if each is not None), given_by_hand(contract, call_off_id)]
    return rest_of(price, given)
