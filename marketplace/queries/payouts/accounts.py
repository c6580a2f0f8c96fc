"""Bank accounts as each may see them: whole for the group's owners and for who confirms or sends, else four digits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from marketplace.domain.acts import Act, Stake, may
from marketplace.domain.errors import NotFound
from marketplace.domain.ids import BankAccountId, OrganizationId, UserId
from marketplace.domain.money import Currency
from marketplace.domain.payouts.accounts import STANDING, AccountState
from marketplace.domain.payouts.rails import Rail
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.money.bank_accounts import BankAccount
from marketplace.models.rows.people.accounts import Organization

NEWEST = 20


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account; `cci` and `ruc` are None for those who may not see them whole."""

    id: BankAccountId
    version: int
    organization_id: OrganizationId
    organization_code: str
    organization: str
    rail: Rail
    state: AccountState
    bank: str
    holder: str
    shown: str
    cci: str | None
    ruc: str | None
    bic: str | None
    currency: Currency
    stated_by: str
    stated_by_id: UserId
    stated_at: datetime
    confirmed_by: str | None
    confirmed_at: datetime | None
    note: str | None
    stake: Stake

    @property
    def is_standing(self) -> bool:
        """Whether it is the group's word of today."""
        return self.state in STANDING


def list_accounts(organization_id: int, viewer: Viewer) -> list[AccountLine]:
    """List the accounts of a group, those that stand first; raises `NotFound` for others than it and the alliance."""
    if viewer.role is not Role.FACILITATOR and viewer.organization_id != organization_id:
        raise NotFound("organization.unknown")
    query = select(BankAccount).where(BankAccount.organization_id == organization_id)
    query = query.order_by(BankAccount.state.in_(STANDING).desc(), BankAccount.id.desc()).limit(NEWEST)
    return [line_of_account(row, viewer) for row in db.session.scalars(query)]


def get_account(account_id: int, viewer: Viewer) -> AccountLine:
    """Return one account; raises `NotFound` when there is none or it is not the viewer's to see."""
    row = db.session.get(BankAccount, account_id)
    is_theirs = row is not None and viewer.organization_id == row.organization_id
    if row is None or not (is_theirs or viewer.role is Role.FACILITATOR):
        raise NotFound("bank_account.unknown")
    return line_of_account(row, viewer)


def code_of_own(viewer: Viewer) -> str:
    """Return the code of the organization that the viewer acts for; raises `NotFound`."""
    found = db.session.scalar(select(Organization.code).where(Organization.id == viewer.organization_id))
    if found is None:
        raise NotFound("organization.unknown")
    return found


def line_of_account(row: BankAccount, viewer: Viewer) -> AccountLine:
    """Say one account as this viewer may see it."""
    is_whole = may(viewer, Act.STATE_BANK_ACCOUNT, row.stake) or (
        row.is_standing and may(viewer, Act.CONFIRM_BANK_ACCOUNT, row.stake)
    )
    return AccountLine(
        id=row.id,
        version=row.version,
        organization_id=row.organization_id,
        organization_code=row.organization.code,
        organization=row.organization.name,
        rail=row.rail,
        state=row.state,
        bank=row.bank,
        holder=row.holder,
        shown=row.shown,
        cci=row.cci if is_whole else None,
        ruc=row.ruc if is_whole else None,
        bic=row.bic,
        currency=row.currency,
        stated_by=row.stated_by.name,
        stated_by_id=row.stated_by_id,
        stated_at=row.stated_at,
        confirmed_by=row.confirmed_by.name if row.confirmed_by else None,
        confirmed_at=row.confirmed_at,
        note=row.note,
        stake=row.stake,
    )
