"""Bank accounts: an owner of the group states one with the password again, a facilitator confirms it."""

from datetime import datetime

from sqlalchemy import select

from marketplace.domain.acts import Act, check_may
from marketplace.domain.errors import NotFound, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import BankAccountId, OrganizationId, UserId
from marketplace.domain.payouts.accounts import (
    ACCOUNT_MACHINE,
    STANDING,
    AccountState,
    AccountStep,
    AccountTerms,
    account_faults,
    check_another_confirms,
    words_faults,
)
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.accounts.hands import count_try, forget_tries, known_hand
from marketplace.models.accounts.places import lock_organization
from marketplace.models.base import db
from marketplace.models.rows.money.bank_accounts import BankAccount
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import keeping_ticket, use_case


def state_account(
    organization_id: OrganizationId, terms: AccountTerms, *, password: str, by: Viewer, now: datetime
) -> BankAccountId:
    """State where the group is paid from now on; what stood before in that currency is paid no more, at once.

    Raises `Refused`: `sign_in.too_often`, `user.password_wrong`, or what is wrong with the account. Every try counts
    before the password is looked at.
    """
    with keeping_ticket():
        _count_try(organization_id, by=by, now=now)
    return _state(organization_id, terms.tidied, password=password, by=by, now=now)


@use_case
def confirm_account(account_id: BankAccountId, note: str, *, seen: int, by: Viewer, now: datetime) -> None:
    """Confirm an account that somebody else stated, and say how it was checked."""
    account = _judged(account_id, seen, by)
    check_another_confirms(account.stated_by_id, by.user_id)
    account.state = ACCOUNT_MACHINE.advance(account.state, AccountStep.CONFIRM, by.role)
    refuse_if_any(words_faults(note))
    account.confirmed_by_id, account.confirmed_at, account.note = by.user_id, now, note.strip()
    _record(account, EventKind.BANK_ACCOUNT_CONFIRMED, by=by, now=now)


@use_case
def refuse_account(account_id: BankAccountId, note: str, *, seen: int, by: Viewer, now: datetime) -> None:
    """Refuse an account that is not the group's, or could not be checked, and say why."""
    account = _judged(account_id, seen, by)
    account.state = ACCOUNT_MACHINE.advance(account.state, AccountStep.REFUSE, by.role)
    refuse_if_any(words_faults(note))
    account.note = note.strip()
    _record(account, EventKind.BANK_ACCOUNT_REFUSED, by=by, now=now)


@use_case
def _count_try(organization_id: OrganizationId, *, by: Viewer, now: datetime) -> None:
    group = lock_organization(organization_id, by)
    check_may(by, Act.STATE_BANK_ACCOUNT, group.stake)
    count_try(by, now)


@use_case
def _state(
    organization_id: OrganizationId, terms: AccountTerms, *, password: str, by: Viewer, now: datetime
) -> BankAccountId:
    person = known_hand(by, password)
    group = lock_organization(organization_id, by)
    check_may(by, Act.STATE_BANK_ACCOUNT, group.stake)
    refuse_if_any(account_faults(terms))
    for old in _standing(organization_id, terms):
        old.state = ACCOUNT_MACHINE.advance(old.state, AccountStep.REPLACE, Role.PRODUCER)
        _record(old, EventKind.BANK_ACCOUNT_REPLACED, by=by, now=now)
    account = BankAccount(
        organization=group,
        rail=terms.rail,
        state=AccountState.STATED,
        bank=terms.bank,
        holder=terms.holder,
        ruc=terms.ruc,
        cci=terms.cci,
        bic=terms.bic,
        currency=terms.currency,
        stated_by_id=UserId(person.id),
        stated_at=now,
    )
    forget_tries(person)
    _record(account, EventKind.BANK_ACCOUNT_STATED, by=by, now=now)
    return account.id


def _standing(organization_id: OrganizationId, terms: AccountTerms) -> list[BankAccount]:
    query = select(BankAccount).where(
        BankAccount.organization_id == organization_id,
        BankAccount.currency == terms.currency,
        BankAccount.state.in_((*STANDING, AccountState.REFUSED)),
    )
    return list(db.session.scalars(query.with_for_update().execution_options(populate_existing=True)))


def _judged(account_id: BankAccountId, seen: int, by: Viewer) -> BankAccount:
    account = db.session.get(BankAccount, account_id, with_for_update=True, populate_existing=True)
    if account is None or (by.role is not Role.FACILITATOR and by.organization_id != account.organization_id):
        raise NotFound("bank_account.unknown")
    check_may(by, Act.CONFIRM_BANK_ACCOUNT, account.stake)
    account.expect_version(seen)
    return account


def _record(account: BankAccount, kind: EventKind, *, by: Viewer, now: datetime) -> None:
    facts = {"bank": account.bank, "account": account.shown, "currency": account.currency.value}
    record_event(account, kind, by=by, now=now, note=account.note, **facts)
