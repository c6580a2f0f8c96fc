"""Late interest: asked for by the day, where the contract says so, once all is paid or month by month."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select

from marketplace.domain.books.postings import Parts
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.life import ContractState
from marketplace.domain.ids import InstalmentId
from marketplace.domain.money import Money, no_money
from marketplace.domain.payments.interest import PaidOn, is_interest_ripe, late_interest
from marketplace.domain.payments.life import InstalmentKind, InstalmentState
from marketplace.domain.payments.schedule import FINAL_TIME
from marketplace.domain.viewers import SYSTEM
from marketplace.models.base import db
from marketplace.models.money.instalments import add_interest, count_interest
from marketplace.models.money.releases import apply_credit
from marketplace.models.payments.steps import lock_instalment
from marketplace.models.rows.money.instalments import Instalment
from marketplace.models.rows.money.payments import Payment, Receipt
from marketplace.services.transaction import use_case


@use_case
def charge_interest(instalment_id: InstalmentId, *, now: datetime) -> bool:
    """Ask for the interest on a late instalment that was not asked for yet; False when there is none.

    A contract that ended asks for nothing any more.
    """
    row, today = lock_instalment(instalment_id, SYSTEM), day_in_lima(now)
    percent = row.contract.terms.get("late_interest_percent")
    is_paid = row.state is InstalmentState.PAID
    is_countable = row.kind is not InstalmentKind.INTEREST and (is_paid or row.state is InstalmentState.DUE)
    if not percent or row.due_on is None or not is_countable or row.contract.state is ContractState.ENDED:
        return False
    until = row.paid_on if is_paid and row.paid_on else today
    if not is_interest_ripe(due_on=row.due_on, raised_until=row.interest_until, until=until, is_paid=is_paid):
        return False
    whole = late_interest(_paid_parts(row), row.open.price, due_on=row.due_on, until=until, percent=Decimal(percent))
    more = whole - _asked(row)
    if more.amount <= 0:
        if is_paid:
            count_interest(row, until, now=now)
        return False
    add_interest(row, Parts(more, no_money(row.currency)), until=until, due_on=today + FINAL_TIME, now=now)
    apply_credit(row.contract, now=now)
    return True


def _paid_parts(row: Instalment) -> list[PaidOn]:
    """List what was paid of the price, and when; what a credit paid came before it was due.

    Money without a name counts from the day it came: that nobody knew whose it was is not the maker's delay.
    """
    query = select(Receipt).join(Payment, Payment.id == Receipt.payment_id).where(Payment.instalment_id == row.id)
    receipts = db.session.scalars(query.order_by(Receipt.id))
    came = [(each, each.payment.stray.at if each.payment.stray else each.at) for each in receipts]
    return [PaidOn(Money(each.price, row.currency), day_in_lima(at)) for each, at in came]


def _asked(row: Instalment) -> Money:
    query = select(func.sum(Instalment.price)).where(Instalment.late_of_id == row.id)
    return Money(db.session.scalar(query) or Decimal(0), row.currency)
