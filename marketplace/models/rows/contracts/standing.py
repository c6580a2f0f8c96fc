"""How a contract stands by the rows that hang on it: whether it waits for its deposit, and what keeps it open."""

from typing import Any

from marketplace.domain.books.chart import SETTLED_ACCOUNTS
from marketplace.domain.contracts.claims import PENDING
from marketplace.domain.contracts.closing import ClosingFacts
from marketplace.domain.contracts.settlement import SettlementState
from marketplace.domain.payments.leaving import unpaid_deposit
from marketplace.domain.payouts.life import UNFINISHED


def waits_for_deposit(contract: Any) -> bool:  # noqa: ANN401 - a contract, whose file reads this one
    """Say whether the deposit of a contract has not come, and nobody let it go on; frames are paid by called bags."""
    if contract.unpaid_note is not None or contract.terms.get("frame"):
        return False
    return unpaid_deposit(each.standing for each in contract.instalments if each.call_off_id is None) is not None


def closing_facts_of(contract: Any) -> ClosingFacts:  # noqa: ANN401 - a contract, whose file reads this one
    """Say what decides whether a contract can be closed once its cacao arrived; a frame is looked at elsewhere."""
    is_paid_out = not any(each.payout.state in UNFINISHED for each in contract.payout_parts)
    is_even = not any(each.amount for each in contract.balances if each.account in SETTLED_ACCOUNTS)
    return ClosingFacts(
        is_settled=any(each.state is SettlementState.SETTLED for each in contract.settlements),
        open_claims=sum(each.state in PENDING for each in contract.claims),
        is_money_closed=is_paid_out and is_even and not any(each.is_standing for each in contract.instalments),
    )
