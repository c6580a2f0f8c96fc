"""The steps of giving money back: where it comes from, over which payments it goes, and what the books say of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from marketplace.domain.books.chart import Account
from marketplace.domain.books.entries import refund_decided, release_taken_back
from marketplace.domain.books.postings import CauseKind, Parts
from marketplace.domain.contracts.clauses import DepositOnEnd
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.events import EventKind
from marketplace.domain.ids import ContractId, InstalmentId
from marketplace.domain.money import Money, no_money
from marketplace.domain.payments.life import REFUND_MACHINE, InstalmentKind, RefundCause, RefundState, RefundStep
from marketplace.domain.payments.refunds import spread
from marketplace.domain.payments.schedule import half_fee
from marketplace.domain.viewers import SYSTEM, Role, Viewer
from marketplace.models.base import db
from marketplace.models.money.booking import balance, book
from marketplace.models.money.instalments import (
    change_of,
    fee_percent_of,
    occasion_of,
    payments_of,
    released_of,
    told,
)
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.money.instalments import Instalment
from marketplace.models.rows.money.payments import Payment, Refund
from marketplace.models.rows.money.payouts import approved_of
from marketplace.models.rows.record.events import record_event


@dataclass(slots=True)
class Purse:
    """What is to be given back, by what it was and by the account of the books that it comes out of."""

    price: Money
    fee: Money
    credit: Money
    sources: list[tuple[Account, Money]] = field(default_factory=list)

    @property
    def total(self) -> Money:
        """All of it."""
        return self.price + self.fee + self.credit

    def take(self, money: Money) -> tuple[Money, Money, Money]:
        """Take money out, the price first, then the fee, then credit."""
        price = min(self.price, money)
        fee = min(self.fee, money - price)
        credit = money - price - fee
        self.price, self.fee, self.credit = self.price - price, self.fee - fee, self.credit - credit
        return price, fee, credit

    def draw(self, money: Money) -> Iterator[tuple[Account, Money]]:
        """Draw money from the accounts in their order."""
        left = []
        for account, there in self.sources:
            part = min(there, money)
            money -= part
            left.append((account, there - part))
            if part.amount:
                yield account, part
        self.sources = left


def give_back(
    row: Instalment, parts: Parts, *, cause: RefundCause, now: datetime, payment: Payment | None = None
) -> None:
    """Give a paid part of an instalment back: out of what is kept, else of what the group has or owes.

    It goes back by the `payment` that is named, else by those that brought the most of it.
    What is in an approved payout may be on its way to the bank: the group owes it, as if it had been sent.
    """
    if not parts.total.amount:
        return
    none = no_money(row.currency)
    purse = Purse(parts.price, parts.fee, none)
    kept = min(parts.price, row.standing.held)
    gone = parts.price - kept
    groups_fee = _fee_on_release(row, gone)
    if gone.amount and not _at_hand(row) < gone - groups_fee:
        _take_release_back(row, gone, fee=groups_fee, now=now)
        kept, gone, groups_fee = parts.price, none, none
    row.returned_price += parts.price.amount
    row.returned_fee += parts.fee.amount
    row.owed += gone.amount
    purse.sources = [
        (Account.HELD, kept),
        (Account.GROUP_OWES, gone - groups_fee),
        (Account.FEES, parts.fee + groups_fee),
    ]
    record_event(row, EventKind.INSTALMENT_LOWERED, by=SYSTEM, now=now, **told(row), back=str(parts.total.amount))
    payments = [payment] if payment else _with_room(row.contract_id, purse.total, first=row.id, now=now)
    refund_from(payments, purse, cause=cause, now=now)


def give_credit_back(contract: Contract, *, now: datetime) -> None:
    """Give back what a maker paid beyond everything that a contract asks for."""
    credit = balance(contract.id, Account.MAKER_CREDIT, contract.total.currency)
    if credit.amount:
        none = no_money(credit.currency)
        purse = Purse(none, none, credit, [(Account.MAKER_CREDIT, credit)])
        refund_from(_with_room(contract.id, credit, now=now), purse, cause=RefundCause.OVERPAID, now=now)


def refund_from(payments: Iterable[Payment], purse: Purse, *, cause: RefundCause, now: datetime) -> None:
    """Decide refunds over locked payments, from each no more than it brought and has not promised back."""
    by_id = {each.id: each for each in payments}
    parts = spread(purse.total, [(each.id, each.refundable) for each in by_id.values()])
    for payment_id, money in parts:
        refund = add_refund(by_id[payment_id], purse, money=money, cause=cause, now=now)
        decide(refund, purse, now=now)
    if purse.total.amount:
        msg = f"{purse.total} cannot be given back: no payment brought so much"
        raise ValueError(msg)


def add_refund(payment: Payment, purse: Purse, *, money: Money, cause: RefundCause, now: datetime) -> Refund:
    """Write down that money goes back from a payment; its payment cannot promise it a second time."""
    price, fee, credit = purse.take(money)
    payment.refunded += money.amount
    refund = Refund(
        payment=payment,
        contract_id=payment.contract_id,
        cause=cause,
        state=RefundState.CREDITED if _is_credited(payment, cause) else RefundState.DECIDED,
        currency=money.currency,
        amount=money.amount,
        price=price.amount,
        fee=fee.amount,
        credit=credit.amount,
        attempt=1,
        asked_at=now,
        changed_at=now,
    )
    db.session.add(refund)
    return refund


def decide(refund: Refund, purse: Purse, *, now: datetime, by: Viewer = SYSTEM) -> None:
    """Book that a refund is due; what is decided is sent by a job."""
    db.session.flush()
    instalment, today = refund.payment.instalment, day_in_lima(now)
    for account, part in purse.draw(refund.money):
        key = f"{refund.id}:{account}"
        about = occasion_of(CauseKind.REFUND_DECIDED, key, contract=instalment.contract, on=today, row=instalment)
        book(refund_decided(about, part, source=account), now=now)
    kind = EventKind.REFUND_CREDITED if refund.state is RefundState.CREDITED else EventKind.REFUND_DECIDED
    record_event(refund, kind, by=by, now=now, **told_of_refund(refund))


def told_of_refund(refund: Refund) -> dict[str, object]:
    """Say what events tell of a refund."""
    code = refund.payment.instalment.contract.code
    return {
        "code": code,
        "amount": str(refund.amount),
        "currency": refund.currency.value,
        "cause": refund.cause.value,
        "note": refund.note,
    }


def _with_room(
    contract_id: ContractId, wanted: Money, *, now: datetime, first: InstalmentId | None = None
) -> Sequence[Payment]:
    """Lock the payments that money can go back from; what is only asked for by hand yields to what the rules say."""
    payments = payments_of(contract_id, first)
    room = sum(each.refundable.amount for each in payments)
    if wanted.amount <= room:
        return payments
    query = select(Refund).where(Refund.contract_id == contract_id, Refund.state == RefundState.ASKED)
    for asked in db.session.scalars(query.order_by(Refund.id.desc()).with_for_update()):
        if room < wanted.amount:
            overtake(asked, now=now)
            room += asked.amount
    return payments_of(contract_id, first)


def overtake(refund: Refund, *, now: datetime) -> None:
    """Refuse a refund that was asked for, because its money goes back by the contract's own rules."""
    refund.state = REFUND_MACHINE.advance(refund.state, RefundStep.REFUSE, Role.SYSTEM)
    refund.payment.refunded -= refund.amount
    record_event(refund, EventKind.REFUND_REFUSED, by=SYSTEM, now=now, **told_of_refund(refund))


def _is_credited(payment: Payment, cause: RefundCause) -> bool:
    """Say whether the contract's own rule leaves what was paid to the maker's credit when it ends early."""
    rule = payment.instalment.contract.terms.get("deposit_on_end")
    return cause is RefundCause.ENDED and rule == DepositOnEnd.CREDITED


def _fee_on_release(row: Instalment, gone: Money) -> Money:
    """Say what the group bore as its fee on the last so much of what was released."""
    if row.kind is InstalmentKind.INTEREST or not gone.amount:
        return no_money(row.currency)
    percent = fee_percent_of(row.contract)
    before = released_of(row)
    return half_fee(before, percent) - half_fee(before - gone, percent)


def _at_hand(row: Instalment) -> Money:
    """Say what is due to the group of a contract and cannot have left."""
    due = balance(row.contract_id, Account.GROUP_DUE, row.currency)
    return due - Money(approved_of(row.contract_id), row.currency)


def _take_release_back(row: Instalment, money: Money, *, fee: Money, now: datetime) -> None:
    today = day_in_lima(now)
    about = occasion_of(CauseKind.RELEASE_TAKEN_BACK, change_of(row), contract=row.contract, on=today, row=row)
    book(release_taken_back(about, money, fee=fee), now=now)
    row.released -= money.amount
