"""The steps of a payout: what is due to a group and not promised yet, everything locked in order, booked, undone."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, false, func, select, true

from marketplace.domain.books.chart import Account
from marketplace.domain.books.entries import netted, paid_out, payout_returned
from marketplace.domain.books.postings import CauseKind
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import NotFound, Refused
from marketplace.domain.ids import ContractId, PayoutId
from marketplace.domain.money import Currency, Money
from marketplace.domain.payouts.accounts import AccountState
from marketplace.domain.payouts.life import RESERVING
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.contracts.steps import lock_contract
from marketplace.models.money.booking import balance, book
from marketplace.models.money.instalments import occasion_of
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.money.payouts import Payout, PayoutPart


def payouts_of(viewer: Viewer) -> ColumnElement[bool]:
    """Let facilitators see every payout, and a group its own."""
    if viewer.role is Role.FACILITATOR:
        return true()
    own = viewer.organization_id
    return false() if own is None else Payout.organization_id == own


def lock_contracts(contract_ids: Collection[ContractId], by: Viewer) -> dict[ContractId, Contract]:
    """Lock contracts after their lots, always in the same order, so that no two wait for each other."""
    query = select(Contract.id).where(Contract.id.in_(contract_ids)).order_by(Contract.lot_id, Contract.id)
    return {each: lock_contract(each, by) for each in db.session.scalars(query)}


def lock_payout(payout_id: PayoutId, by: Viewer) -> Payout:
    """Lock the contracts of a payout, its account, then the payout; raises `NotFound` for those who are no party."""
    known = db.session.execute(
        select(Payout.organization_id).where(Payout.id == payout_id, payouts_of(by))
    ).scalar_one_or_none()
    if known is None:
        raise NotFound("payout.unknown")
    contract_ids = db.session.scalars(select(PayoutPart.contract_id).where(PayoutPart.payout_id == payout_id)).all()
    lock_contracts(contract_ids, by)
    row = db.session.get_one(Payout, payout_id, with_for_update=True, populate_existing=True)
    db.session.refresh(row.account, with_for_update=True)
    return row


def available(contract_id: ContractId, currency: Currency) -> Money:
    """Say what is due to the group under a locked contract and is in no payout yet."""
    reserved = select(func.coalesce(func.sum(PayoutPart.amount), 0)).join(Payout, Payout.id == PayoutPart.payout_id)
    found = db.session.scalar(reserved.where(PayoutPart.contract_id == contract_id, Payout.state.in_(RESERVING)))
    due = balance(contract_id, Account.GROUP_DUE, currency)
    return due - Money(found or due.amount * 0, currency)


def check_still_due(payout: Payout) -> None:
    """Raise `Refused` when less is due than a payout pays: some of it went back to makers since it was prepared."""
    for part in payout.parts:
        if balance(part.contract_id, Account.GROUP_DUE, payout.currency) < Money(part.amount, payout.currency):
            raise Refused("payout.no_longer_due")


def book_sent(payout: Payout, *, now: datetime) -> None:
    """Book what a payout pays under each of its contracts."""
    check_still_due(payout)
    on = payout.sent_on or day_in_lima(now)
    for part in payout.parts:
        money = Money(part.amount, payout.currency)
        about = occasion_of(CauseKind.PAID_OUT, part.id, contract=part.contract, on=on, row=None)
        book(paid_out(about, money), now=now)


def book_returned(payout: Payout, *, now: datetime) -> None:
    """Book that a payout came back: it is due to the group again."""
    on = payout.returned_on or day_in_lima(now)
    for part in payout.parts:
        about = occasion_of(CauseKind.PAYOUT_RETURNED, part.id, contract=part.contract, on=on, row=None)
        book(payout_returned(about, Money(part.amount, payout.currency)), now=now)
    net_owed(payout, now=now)


def net_owed(payout: Payout, *, now: datetime) -> None:
    """Let what a payout left due again pay what its group owes under the same contract."""
    db.session.flush()
    for part in payout.parts:
        owes = balance(part.contract_id, Account.GROUP_OWES, payout.currency)
        taken = min(owes, available(part.contract_id, payout.currency))
        if taken.amount > 0:
            key, on = f"payout-{part.id}", day_in_lima(now)
            about = occasion_of(CauseKind.NETTED, key, contract=part.contract, on=on, row=None)
            book(netted(about, taken), now=now)


def check_account(payout: Payout) -> None:
    """Raise `Refused` when a payout's account, which is locked, is not the confirmed one any more."""
    if payout.account.state is not AccountState.CONFIRMED:
        raise Refused("payout.account_changed")


def add_payout(payout: Payout, parts: Mapping[ContractId, Money], *, contracts: Mapping[ContractId, Contract]) -> None:
    """Write down what a payout pays under each contract; together they are its amount."""
    total = sum(money.amount for money in parts.values())
    if total != payout.amount:
        msg = f"parts of {total} do not make {payout.amount}"
        raise ValueError(msg)
    payout.parts = [
        PayoutPart(contract_id=each, contract=contracts[each], amount=money.amount) for each, money in parts.items()
    ]
    db.session.add(payout)


def told_of_payout(payout: Payout) -> dict[str, object]:
    """Say what events tell of a payout; of the account no more than its last digits."""
    return {
        "code": payout.code,
        "amount": str(payout.amount),
        "currency": payout.currency.value,
        "account": payout.account.shown,
        "contracts": [part.contract.code for part in payout.parts],
    }
