"""The step by which a contract's deposit follows its bags, and what is known of its money before they change."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select

from marketplace.domain.books.postings import Parts
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.money import Money, no_money
from marketplace.domain.payments.life import InstalmentKind, InstalmentState
from marketplace.domain.payments.schedule import DEPOSIT_TIME, minus, next_parts, nothing, plan, with_fee
from marketplace.models.base import db
from marketplace.models.money.course import price_now
from marketplace.models.money.instalments import ask_more, drop, instalments_of
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.money.instalments import Instalment
from marketplace.models.samples.fees import credited_fees


def paid_of(contract: Contract) -> Money:
    """Add up what was paid of a contract's price and not given back."""
    kept = func.sum(Instalment.paid_price - Instalment.returned_price)
    query = select(kept).where(Instalment.contract_id == contract.id, Instalment.kind != InstalmentKind.INTEREST)
    return Money(db.session.scalar(query) or Decimal(0), contract.total.currency)


def price_of(contract: Contract, terms: ContractTerms) -> Money:
    """Say what a contract would come to under other terms."""
    return price_now(contract, terms, call_off=None)


def follow_volume(contract: Contract, *, now: datetime) -> None:
    """Bring a deposit that is due to its share of the contract's present price; whoever calls settles up afterwards.

    One that was paid stays as it was asked for: the balance bears the difference.
    """
    terms, rows = ContractTerms.from_json(contract.terms), instalments_of(contract.id)
    due = [row for row in rows if row.kind is InstalmentKind.DEPOSIT and row.state is InstalmentState.DUE]
    for row in due:
        now_asked, percent = row.standing.net, terms.platform_fee_percent
        wanted = _deposit(contract, terms)
        if wanted > now_asked.price:
            parts = next_parts(wanted - now_asked.price, percent, before=now_asked)
            ask_more(row, parts, due_on=day_in_lima(now) + DEPOSIT_TIME, now=now)
        else:
            less, most = minus(now_asked, with_fee(wanted, percent)), row.standing.open
            drop(row, Parts(min(less.price, most.price), min(less.fee, most.fee)), now=now)


def _deposit(contract: Contract, terms: ContractTerms) -> Money:
    currency = terms.price.currency
    planned = plan(terms, terms.volume, before=nothing(currency), credit=credited_fees(contract, currency))
    found = [each.parts.price for each in planned if each.kind is InstalmentKind.DEPOSIT]
    return found[0] if found else no_money(currency)
