"""One instalment with everything that was paid of it, and one attempt to pay."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from marketplace.domain.acts import Stake
from marketplace.domain.books.chart import Account
from marketplace.domain.errors import NotFound
from marketplace.domain.ids import InstalmentId, PaymentId, RefundId, UserId
from marketplace.domain.money import Money
from marketplace.domain.payments.disputes import DisputeState
from marketplace.domain.payments.life import (
    LIVE,
    InstalmentKind,
    InstalmentState,
    PaymentState,
    RefundCause,
    RefundState,
)
from marketplace.domain.payments.provider import WireInstructions
from marketplace.domain.payments.refunds import most_by_hand
from marketplace.domain.payments.ways import Way, ways_for
from marketplace.domain.plain import from_plain
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.money.booking import balance
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.money.instalments import Instalment
from marketplace.models.rows.money.payments import Payment, Refund
from marketplace.queries.contracts.showing import visible_to
from marketplace.queries.payments.lists import InstalmentLine, line_of, lines_of


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """Money that came: when, how much, and what of it was more than was due."""

    number: int
    money: Money
    credit: Money
    at: datetime


@dataclass(frozen=True, slots=True)
class RefundLine:
    """Money that goes back: how much, why, and how far it is."""

    id: RefundId
    version: int
    money: Money
    cause: RefundCause
    state: RefundState
    note: str | None
    failure: str | None
    asked_by_id: UserId | None
    asked_at: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class DisputeLine:
    """Money of an attempt that the maker's bank took back."""

    money: Money
    state: DisputeState
    opened_at: datetime
    answer_by: datetime | None


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """One attempt to pay."""

    id: PaymentId
    version: int
    attempt: int
    way: Way
    state: PaymentState
    money: Money
    received: Money
    url: str | None
    expires_at: datetime | None
    wire: WireInstructions | None
    failure: str | None
    trouble: str | None
    opened_at: datetime
    receipts: tuple[ReceiptLine, ...]
    refunds: tuple[RefundLine, ...]
    disputes: tuple[DisputeLine, ...]
    most_back: Money

    @property
    def missing(self) -> Money:
        """What has not come yet."""
        left = self.money - self.received
        return left if left.amount > 0 else Money(Decimal(0), left.currency)

    @property
    def is_live(self) -> bool:
        """Whether it may still bring money."""
        return self.state in LIVE


@dataclass(frozen=True, slots=True)
class InstalmentPage:
    """One instalment, whole: the ways to pay it, the newest attempt first; whether it is a reservation's share."""

    line: InstalmentLine
    stake: Stake
    maker_stake: Stake
    ways: tuple[Way, ...]
    attempts: tuple[AttemptLine, ...]
    credits: tuple[RefundLine, ...] = ()
    is_share: bool = False

    @property
    def live(self) -> AttemptLine | None:
        """The attempt that may still bring money, if there is one."""
        return next((each for each in self.attempts if each.is_live), None)

    def attempt(self, payment_id: int) -> AttemptLine:
        """Return one of its attempts; raises `NotFound`."""
        for each in self.attempts:
            if each.id == payment_id:
                return each
        raise NotFound("payment.unknown")


def get_instalment(instalment_id: int, viewer: Viewer, *, today: date) -> InstalmentPage:
    """Return one instalment; raises `NotFound` when there is none or it is not the viewer's to see."""
    row = db.session.execute(lines_of(viewer).where(Instalment.id == instalment_id)).one_or_none()
    if row is None:
        raise NotFound("instalment.unknown")
    found: Instalment = row.Instalment
    line = line_of(row, today=today)
    return InstalmentPage(
        line=line,
        stake=found.stake,
        maker_stake=Stake.of(found.contract.maker_id),
        ways=ways_for(line.open.total) if line.state is InstalmentState.DUE else (),
        attempts=_attempts(found),
        credits=_credits(found) if viewer.organization_id == found.contract.maker_id else (),
        is_share=found.kind is InstalmentKind.DEPOSIT and found.contract.terms.get("reserved_until") is not None,
    )


def instalment_of_payment(payment_id: int, viewer: Viewer) -> InstalmentId:
    """Name the instalment that an attempt is to pay; raises `NotFound` when it is not the viewer's to see."""
    query = select(Payment.instalment_id).join(Contract, Contract.id == Payment.contract_id)
    found = db.session.scalar(query.where(visible_to(viewer), Payment.id == payment_id))
    if found is None:
        raise NotFound("payment.unknown")
    return found


def payment_of_refund(refund_id: int, viewer: Viewer) -> PaymentId:
    """Name the payment that a refund goes back from; raises `NotFound` when it is not the viewer's to see."""
    query = select(Refund.payment_id).join(Contract, Contract.id == Refund.contract_id)
    found = db.session.scalar(query.where(visible_to(viewer), Refund.id == refund_id))
    if found is None:
        raise NotFound("refund.unknown")
    return found


def _credits(row: Instalment) -> tuple[RefundLine, ...]:
    """List what the maker has to its credit with the group, for an instalment that is due."""
    if row.state is not InstalmentState.DUE:
        return ()
    query = (
        select(Refund)
        .join(Contract, Contract.id == Refund.contract_id)
        .where(
            Refund.state == RefundState.CREDITED,
            Refund.currency == row.currency,
            Contract.maker_id == row.contract.maker_id,
            Contract.producer_id == row.contract.producer_id,
        )
        .order_by(Refund.id)
    )
    return tuple(_refund(each) for each in db.session.scalars(query))


def _attempts(row: Instalment) -> tuple[AttemptLine, ...]:
    payments = db.session.scalars(
        select(Payment).where(Payment.instalment_id == row.id).order_by(Payment.attempt.desc())
    ).all()
    refunds: dict[int, list[RefundLine]] = {}
    query = select(Refund).where(Refund.payment_id.in_([each.id for each in payments])).order_by(Refund.id)
    for each in db.session.scalars(query) if payments else ():
        refunds.setdefault(each.payment_id, []).append(_refund(each))
    credit = balance(row.contract_id, Account.MAKER_CREDIT, row.currency)
    return tuple(_attempt(each, tuple(refunds.get(each.id, ())), row=row, credit=credit) for each in payments)


def _attempt(payment: Payment, refunds: tuple[RefundLine, ...], *, row: Instalment, credit: Money) -> AttemptLine:
    return AttemptLine(
        id=payment.id,
        version=payment.version,
        attempt=payment.attempt,
        way=payment.way,
        state=payment.state,
        money=payment.money,
        received=Money(payment.received, payment.currency),
        url=payment.url,
        expires_at=payment.expires_at,
        wire=from_plain(WireInstructions, payment.wire) if payment.wire else None,
        failure=payment.failure,
        trouble=payment.trouble,
        opened_at=payment.opened_at,
        receipts=tuple(
            ReceiptLine(each.id, each.money, Money(each.credit, each.currency), each.at) for each in payment.receipts
        ),
        refunds=refunds,
        disputes=tuple(
            DisputeLine(each.money, each.state, each.opened_at, each.answer_by) for each in payment.disputes
        ),
        most_back=most_by_hand(row.standing, credit, refundable=payment.refundable),
    )


def _refund(row: Refund) -> RefundLine:
    return RefundLine(
        id=row.id,
        version=row.version,
        money=row.money,
        cause=row.cause,
        state=row.state,
        note=row.note,
        failure=row.failure,
        asked_by_id=row.asked_by_id,
        asked_at=row.asked_at,
        done_at=row.done_at,
    )
