"""The steps that give paid money its place: a credit pays what is due, and what is kept becomes the group's."""

from datetime import datetime

from marketplace.domain.books.chart import Account
from marketplace.domain.books.entries import credited, netted, released
from marketplace.domain.books.postings import CauseKind, Parts
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.frames import GONE
from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.events import EventKind
from marketplace.domain.money import Money, no_money
from marketplace.domain.payments.life import InstalmentKind, InstalmentState
from marketplace.domain.payments.schedule import half_fee
from marketplace.domain.viewers import SYSTEM
from marketplace.models.money.booking import balance, book
from marketplace.models.money.instalments import (
    change_of,
    fee_percent_of,
    instalments_of,
    occasion_of,
    released_of,
    settle_goods,
    take_paid,
    told,
)
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.money.instalments import Instalment
from marketplace.models.rows.record.events import record_event

ON_THE_WAY: tuple[Milestone, ...] = tuple(Milestone)[1:]
"""From here on the pre-shipment sample is settled: what was paid is the group's."""


def release(contract: Contract, *, now: datetime, is_over: bool = False) -> None:
    """Let what was paid be the group's once the sample's gate is passed, less its half of the fee."""
    percent = fee_percent_of(contract)
    for row in instalments_of(contract.id):
        held = row.standing.held
        if held.amount and (is_over or _is_passed(contract, row)):
            before, none = released_of(row), no_money(row.currency)
            fee = half_fee(before + held, percent) - half_fee(before, percent)
            _release(row, held, fee=none if row.kind is InstalmentKind.INTEREST else fee, now=now)


def apply_credit(contract: Contract, *, now: datetime) -> None:
    """Let what a maker paid too much pay what is due of the same contract, the oldest first."""
    credit = balance(contract.id, Account.MAKER_CREDIT, contract.total.currency)
    due = [row for row in instalments_of(contract.id) if row.state is InstalmentState.DUE] if credit.amount else []
    today = day_in_lima(now)
    for row in due:
        money = min(credit, row.open.total)
        if money.amount:
            price = min(money, row.open.price)
            about = occasion_of(CauseKind.CREDITED, change_of(row), contract=contract, on=today, row=row)
            book(credited(about, money, row.open), now=now)
            take_paid(row, Parts(price, money - price), on=today, now=now)
            credit -= money


def is_shipped(row: Instalment) -> bool:
    """Say whether an instalment is one of called bags that have left."""
    return row.call_off is not None and row.call_off.state in GONE


def _release(row: Instalment, money: Money, *, fee: Money, now: datetime) -> None:
    contract, today = row.contract, day_in_lima(now)
    about = occasion_of(CauseKind.RELEASED, change_of(row), contract=contract, on=today, row=row)
    book(released(about, money, fee=fee), now=now)
    owes = balance(contract.id, Account.GROUP_OWES, row.currency)
    taken = min(owes, money - fee)
    if taken.amount:
        about = occasion_of(CauseKind.NETTED, change_of(row), contract=contract, on=today, row=row)
        book(netted(about, taken), now=now)
    row.released += money.amount
    facts = told(row) | {"amount": str(money.amount), "fee": str(fee.amount)}
    record_event(row, EventKind.INSTALMENT_RELEASED, by=SYSTEM, now=now, **facts)
    settle_goods(row, now=now)


def _is_passed(contract: Contract, row: Instalment) -> bool:
    return is_shipped(row) if row.call_off_id else contract.milestone in ON_THE_WAY
