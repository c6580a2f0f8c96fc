"""What a group pays back to our bank of what it owes for a contract."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from marketplace.domain.acts import Act, check_may
from marketplace.domain.books.chart import Account
from marketplace.domain.books.entries import given_back
from marketplace.domain.books.postings import CauseKind
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import ContractId
from marketplace.domain.money import Money
from marketplace.domain.payments.strays import Repaid, repaid_faults
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.contracts.steps import lock_contract
from marketplace.models.money.booking import balance, book
from marketplace.models.money.instalments import occasion_of
from marketplace.models.rows.money.books import Entry
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import use_case


@use_case
def note_repaid(contract_id: ContractId, told: Repaid, *, by: Viewer, now: datetime) -> None:
    """Book that a group paid back what it owes, or a part; the same operation of the bank is booked once (`Stale`)."""
    contract = lock_contract(contract_id, by)
    check_may(by, Act.KEEP_BOOKS)
    owed = balance(contract_id, Account.GROUP_OWES, contract.total.currency)
    refuse_if_any(repaid_faults(told, owed, today=day_in_lima(now)))
    assert told.amount is not None and told.on is not None  # noqa: S101, PT018 - refused above
    money, reference = Money(told.amount, owed.currency), told.reference.strip()
    about = occasion_of(CauseKind.GIVEN_BACK, _key(contract_id, reference), contract=contract, on=told.on, row=None)
    book(replace(given_back(about, money), note=reference), now=now)
    facts = {"code": contract.code, "amount": str(money.amount), "currency": money.currency.value}
    record_event(contract, EventKind.CONTRACT_REPAID, by=by, now=now, **facts, reference=reference)


def _key(contract_id: ContractId, reference: str) -> str:
    """Name an operation of the bank for the books; one whose entry was undone may be noted anew."""
    name, undone = f"{contract_id}:{reference}", aliased(Entry)
    query = select(func.count()).select_from(Entry).join(undone, undone.reverses_id == Entry.id)
    query = query.where(
        Entry.cause_kind == CauseKind.GIVEN_BACK, Entry.contract_id == contract_id, Entry.note == reference
    )
    times = db.session.scalar(query)
    return f"{name}#{times + 1}" if times else name
