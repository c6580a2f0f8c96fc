"""Deciding on a payout: one facilitator prepares it from what is due, another approves it, either may cancel it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from marketplace.domain.acts import Act, Stake, check_may
from marketplace.domain.errors import NotFound, Refused, reason, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import BankAccountId, ContractId, OrganizationId, PayoutId, UserId
from marketplace.domain.money import Money
from marketplace.domain.payouts.accounts import AccountState, words_faults
from marketplace.domain.payouts.life import (
    PAYOUT_MACHINE,
    PayoutState,
    PayoutStep,
    check_another_approves,
    payout_faults,
)
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.payouts.steps import (
    add_payout,
    available,
    check_account,
    check_still_due,
    lock_contracts,
    lock_payout,
    net_owed,
    told_of_payout,
)
from marketplace.models.payouts.waiting import account_for
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.money.bank_accounts import BankAccount
from marketplace.models.rows.money.payouts import Payout
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import use_case


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be paid out to a group: contracts with how much, to the account that was looked at.

    `again` names the payout that came back and is sent again.
    """

    organization_id: OrganizationId
    account_id: BankAccountId
    parts: Mapping[ContractId, Money]
    again: PayoutId | None = None


@use_case
def prepare_payout(order: Order, *, by: Viewer, now: datetime) -> PayoutId:
    """Prepare a payout of released money; raises `Refused` for more than is due, or an account not confirmed."""
    check_may(by, Act.PAY_OUT, Stake.of(order.organization_id))
    contracts = _own_contracts(order, by)
    left = {each: available(each, order.parts[each].currency) for each in contracts}
    refuse_if_any(payout_faults(order.parts, left))
    total = _total(order.parts.values())
    account = _account(order, total)
    row = Payout(
        organization_id=order.organization_id,
        account=account,
        again_of_id=order.again and _came_back(order.again, order.organization_id),
        state=PayoutState.PREPARED,
        currency=total.currency,
        amount=total.amount,
        prepared_by_id=UserId(by.user_id or 0),
        prepared_at=now,
        changed_at=now,
    )
    add_payout(row, order.parts, contracts=contracts)
    db.session.flush()
    record_event(row, EventKind.PAYOUT_PREPARED, by=by, now=now, **told_of_payout(row))
    return row.id


@use_case
def approve_payout(payout_id: PayoutId, *, seen: int, by: Viewer, now: datetime) -> None:
    """Approve, as another person, what was prepared; it must still be due, and the account the confirmed one."""
    row = _seen(payout_id, seen, by)
    check_another_approves(row.prepared_by_id, by.user_id)
    approved = PAYOUT_MACHINE.advance(row.state, PayoutStep.APPROVE, by.role)
    check_account(row)
    check_still_due(row)
    row.state, row.approved_by_id, row.approved_at = approved, by.user_id, now
    record_event(row, EventKind.PAYOUT_APPROVED, by=by, now=now, **told_of_payout(row))


@use_case
def cancel_payout(payout_id: PayoutId, note: str, *, seen: int, by: Viewer, now: datetime) -> None:
    """Cancel a payout that was not sent; its money is due as before."""
    row = _seen(payout_id, seen, by)
    row.state = PAYOUT_MACHINE.advance(row.state, PayoutStep.CANCEL, by.role)
    refuse_if_any(words_faults(note))
    row.note = note.strip()
    record_event(row, EventKind.PAYOUT_CANCELLED, by=by, now=now, note=row.note, **told_of_payout(row))
    net_owed(row, now=now)


def _own_contracts(order: Order, by: Viewer) -> dict[ContractId, Contract]:
    contracts = lock_contracts(order.parts.keys(), by)
    for each in contracts.values():
        check_may(by, Act.PAY_OUT, each.stake)
    if len(contracts) != len(order.parts) or any(
        each.producer_id != order.organization_id for each in contracts.values()
    ):
        raise NotFound("contract.unknown")
    return contracts


def _account(order: Order, total: Money) -> BankAccount:
    """Lock the group's account; what was looked at must still be the one that stands, and confirmed."""
    account = account_for(order.organization_id, total.currency, lock=True)
    if account is None or account.state is not AccountState.CONFIRMED:
        raise Refused("payout.account_not_confirmed")
    if account.id != order.account_id:
        raise Refused("payout.account_changed")
    return account


def _came_back(again: PayoutId, organization_id: OrganizationId) -> PayoutId:
    old = db.session.get(Payout, again)
    if old is None or old.organization_id != organization_id:
        raise NotFound("payout.unknown")
    if old.state is not PayoutState.RETURNED:
        raise Refused(reason("payout.wrong_state", None, state=old.state.value, step="prepare"))
    return old.id


def _total(parts: Collection[Money]) -> Money:
    first, *others = parts
    return sum(others, first)


def _seen(payout_id: PayoutId, seen: int, by: Viewer) -> Payout:
    row = lock_payout(payout_id, by)
    check_may(by, Act.PAY_OUT, row.stake)
    for part in row.parts:
        check_may(by, Act.PAY_OUT, part.contract.stake)
    row.expect_version(seen)
    return row
