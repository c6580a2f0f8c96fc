"""One payout with everything about it: for what, to where, who did what, and what the viewer may do now."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from marketplace.domain.acts import Act, Stake, may
from marketplace.domain.errors import NotFound
from marketplace.domain.exchange import beside, home_currency
from marketplace.domain.ids import OrganizationId, PayoutId, UserId
from marketplace.domain.money import Money
from marketplace.domain.payouts.life import PAYOUT_MACHINE, PayoutState, PayoutStep
from marketplace.domain.prices import Conversion
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.lots.figures import references_in_force
from marketplace.models.payouts.steps import payouts_of
from marketplace.models.rows.money.payouts import WAITING, Payout
from marketplace.queries.files import FileLine
from marketplace.queries.payouts.accounts import AccountLine, line_of_account
from marketplace.queries.payouts.lists import DueLine


@dataclass(frozen=True, slots=True)
class PayoutPage:
    """One payout, whole; `beside` is what it comes to in the group's own money on the day."""

    id: PayoutId
    version: int
    code: str
    state: PayoutState
    organization_id: OrganizationId
    organization: str
    money: Money
    beside: Conversion | None
    account: AccountLine
    parts: tuple[DueLine, ...]
    prepared_by: str
    prepared_by_id: UserId
    prepared_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    sent_by: str | None
    sent_on: date | None
    reference: str | None
    receipt: FileLine | None
    confirmed_at: datetime | None
    returned_on: date | None
    due_at: datetime | None
    note: str | None
    stake: Stake
    steps: tuple[PayoutStep, ...]
    again: PayoutId | None


def get_payout(payout_id: int, viewer: Viewer, *, today: date) -> PayoutPage:
    """Return one payout; raises `NotFound` when there is none or it is not the viewer's to see."""
    row = db.session.scalar(select(Payout).where(Payout.id == payout_id, payouts_of(viewer)))
    if row is None:
        raise NotFound("payout.unknown")
    file, waiting = row.receipt, WAITING.get(row.state)
    return PayoutPage(
        id=row.id,
        version=row.version,
        code=row.code,
        state=row.state,
        organization_id=row.organization_id,
        organization=row.organization.name,
        money=row.money,
        beside=beside(row.money, home_currency(row.organization.country), references=references_in_force(today)),
        account=line_of_account(row.account, viewer),
        parts=tuple(
            DueLine(part.contract_id, part.contract.code, Money(part.amount, row.currency)) for part in row.parts
        ),
        prepared_by=row.prepared_by.name,
        prepared_by_id=row.prepared_by_id,
        prepared_at=row.prepared_at,
        approved_by=row.approved_by.name if row.approved_by else None,
        approved_at=row.approved_at,
        sent_by=row.sent_by.name if row.sent_by else None,
        sent_on=row.sent_on,
        reference=row.reference,
        receipt=FileLine(file.id, file.name, file.kind, file.size, file.width, file.height) if file else None,
        confirmed_at=row.confirmed_at,
        returned_on=row.returned_on,
        due_at=row.changed_at + waiting[1] if waiting else None,
        note=row.note,
        stake=row.stake,
        steps=_steps(row, viewer),
        again=db.session.scalar(select(Payout.id).where(Payout.again_of_id == row.id)),
    )


def _steps(row: Payout, viewer: Viewer) -> tuple[PayoutStep, ...]:
    """List what the viewer may do now; who prepared a payout does not approve it."""
    act = Act.PAY_OUT if may(viewer, Act.PAY_OUT, row.stake) else Act.CONFIRM_PAYOUT
    if not may(viewer, act, row.stake):
        return ()
    steps = PAYOUT_MACHINE.steps(row.state, viewer.role)
    is_own = row.prepared_by_id == viewer.user_id
    return tuple(each for each in steps if not (is_own and each is PayoutStep.APPROVE))
