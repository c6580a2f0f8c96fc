"""Statements: where the money of a contract is, and where an organization's own money is, in few accounts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select, tuple_

from marketplace.domain.accounts import OrganizationKind
from marketplace.domain.acts import Act, check_may
from marketplace.domain.books.chart import Account, sign_of
from marketplace.domain.books.postings import CauseKind
from marketplace.domain.contracts.clauses import Side
from marketplace.domain.errors import NotFound
from marketplace.domain.exchange import beside, home_currency
from marketplace.domain.ids import ContractId, OrganizationId
from marketplace.domain.money import Currency, Money
from marketplace.domain.prices import Conversion
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.lots.figures import references_in_force
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.money.books import ContractBalance, Entry, Posting
from marketplace.models.rows.people.accounts import Organization
from marketplace.queries.books.lines import PER_PAGE, Line, LinePage, line_of, lines_where
from marketplace.queries.contracts.showing import visible_to

MOST_LINES = 500
POTS: dict[Side | None, tuple[Account, ...]] = {
    Side.PRODUCER: (Account.MAKER_DUE, Account.HELD, Account.GROUP_DUE, Account.GROUP_OWES),
    Side.MAKER: (Account.MAKER_DUE, Account.HELD, Account.REFUND_DUE, Account.MAKER_CREDIT),
    None: (
        Account.MAKER_DUE,
        Account.HELD,
        Account.GROUP_DUE,
        Account.GROUP_OWES,
        Account.REFUND_DUE,
        Account.MAKER_CREDIT,
        Account.FEES,
    ),
}
"""What each side is shown of where money is; a facilitator sees both sides' and the fees."""
TOLD: dict[CauseKind, Account] = {
    CauseKind.RAISED: Account.MAKER_DUE,
    CauseKind.CANCELLED: Account.MAKER_DUE,
    CauseKind.RECEIVED: Account.PROVIDER,
    CauseKind.MATCHED: Account.UNMATCHED,
    CauseKind.CREDITED: Account.MAKER_CREDIT,
    CauseKind.RELEASED: Account.HELD,
    CauseKind.RELEASE_TAKEN_BACK: Account.HELD,
    CauseKind.PAID_OUT: Account.GROUP_DUE,
    CauseKind.PAYOUT_RETURNED: Account.GROUP_DUE,
    CauseKind.REFUND_DECIDED: Account.REFUND_DUE,
    CauseKind.REFUNDED: Account.REFUND_DUE,
    CauseKind.REFUND_FAILED: Account.REFUND_DUE,
    CauseKind.GIVEN_BACK: Account.GROUP_OWES,
    CauseKind.NETTED: Account.GROUP_OWES,
}
"""What a contract's statement tells, and which of an entry's lines says how much."""
OWN: dict[Side, frozenset[Account]] = {
    Side.PRODUCER: frozenset({Account.GROUP_DUE, Account.GROUP_OWES, Account.FEES}),
    Side.MAKER: frozenset({Account.MAKER_DUE, Account.MAKER_CREDIT, Account.REFUND_DUE}),
}
"""The accounts that are an organization's own with Mazorca; what a maker owes has its fee in it."""


@dataclass(frozen=True, slots=True)
class Pot:
    """One place where money is, and what that is in the reader's own currency by the rate of a day."""

    account: Account
    money: Money
    beside: Conversion | None


@dataclass(frozen=True, slots=True)
class ContractStatement:
    """Where the money of one contract is, what was paid out so far, and everything that happened to it."""

    contract_id: ContractId
    code: str
    producer_name: str
    maker_name: str
    side: Side | None
    pots: tuple[Pot, ...]
    paid_out: Pot | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class OwnStatement:
    """Where an organization's money is, currency by currency, and the lines under its name, newest first."""

    name: str
    code: str
    side: Side
    currencies: tuple[tuple[Currency, tuple[Pot, ...]], ...]
    page: LinePage


def get_contract_statement(viewer: Viewer, contract_id: ContractId, *, today: date) -> ContractStatement:
    """Show the money of a contract to its parties and facilitators. Raises `NotFound`."""
    contract = db.session.scalar(select(Contract).where(Contract.id == contract_id, visible_to(viewer)))
    if contract is None:
        raise NotFound("contract.unknown")
    side = _side_of(viewer)
    mine = contract.maker if side is Side.MAKER else contract.producer
    into = home_currency(mine.country)
    query = select(ContractBalance).where(ContractBalance.contract_id == contract_id)
    stands = {row.account: Money(row.amount * sign_of(row.account), row.currency) for row in db.session.scalars(query)}
    pots = [(each, stands[each]) for each in POTS[side] if each in stands]
    paid = _paid_out(Entry.contract_id == contract_id)
    told = lines_where(
        Entry.contract_id == contract_id,
        tuple_(Entry.cause_kind, Posting.account).in_(list(TOLD.items())),
    )
    lines = db.session.execute(told.order_by(Posting.booked_on.desc(), Posting.id.desc()).limit(MOST_LINES))
    return ContractStatement(
        contract.id,
        contract.code,
        contract.producer.name,
        contract.maker.name,
        side,
        tuple(_pots(pots, into, today=today)),
        next(iter(_pots([(Account.BANK, each) for each in paid], into, today=today)), None),
        tuple(map(line_of, lines)),
    )


def get_statement(
    viewer: Viewer, *, today: date, code: str | None = None, before: tuple[date, int] | None = None
) -> OwnStatement:
    """Show an organization's own money: one's own, or to facilitators that of any group or maker. Raises `NotFound`."""
    check_may(viewer, Act.SEE_STATEMENT if code is None else Act.SEE_BOOKS)
    is_own = Organization.id == viewer.organization_id if code is None else Organization.code == code
    row = db.session.scalar(select(Organization).where(is_own))
    side = None if row is None else SIDES.get(row.kind)
    if row is None or side is None:
        raise NotFound("statement.unknown")
    query = lines_where(Posting.organization_id == row.id, Posting.account.in_(OWN[side]))
    if side is Side.MAKER:  # a refund is told once, when it goes; what is to go stands above
        query = query.where(Entry.cause_kind != CauseKind.REFUND_DECIDED)
    if before is not None:
        query = query.where(tuple_(Posting.booked_on, Posting.id) < before)
    ordered = query.order_by(Posting.booked_on.desc(), Posting.id.desc()).limit(PER_PAGE + 1)
    found = [line_of(each) for each in db.session.execute(ordered)]
    page = tuple(found[:PER_PAGE])
    following = (page[-1].booked_on, page[-1].id) if len(found) > PER_PAGE else None
    currencies = tuple(_stands_of(row.id, side, into=home_currency(row.country), today=today))
    return OwnStatement(row.name, row.code, side, currencies, LinePage(page, following))


SIDES: dict[OrganizationKind, Side] = {
    OrganizationKind.PRODUCER_GROUP: Side.PRODUCER,
    OrganizationKind.MAKER: Side.MAKER,
}


def _side_of(viewer: Viewer) -> Side | None:
    return {Role.PRODUCER: Side.PRODUCER, Role.MAKER: Side.MAKER}.get(viewer.role)


def _stands_of(
    organization_id: OrganizationId, side: Side, *, into: Currency, today: date
) -> Iterable[tuple[Currency, tuple[Pot, ...]]]:
    own = Contract.maker_id if side is Side.MAKER else Contract.producer_id
    query = (
        select(ContractBalance.currency, ContractBalance.account, func.sum(ContractBalance.amount))
        .join(Contract, Contract.id == ContractBalance.contract_id)
        .where(own == organization_id, ContractBalance.account.in_(POTS[side]))
        .group_by(ContractBalance.currency, ContractBalance.account)
    )
    found: dict[Currency, dict[Account, Money]] = {}
    for currency, account, amount in db.session.execute(query):
        found.setdefault(currency, {})[account] = Money(amount * sign_of(account), currency)
    for currency in sorted(found):
        pots = [(each, found[currency][each]) for each in POTS[side] if each in found[currency]]
        yield currency, tuple(_pots(pots, into, today=today))


def _pots(pots: Iterable[tuple[Account, Money]], into: Currency, *, today: date) -> Iterable[Pot]:
    references = references_in_force(today)
    for account, money in pots:
        yield Pot(account, money, beside(money, into, references=references) if money.amount else None)


def _paid_out(*conditions: ColumnElement[bool]) -> list[Money]:
    query = (
        select(Posting.currency, func.sum(Posting.amount))
        .join(Entry, Entry.id == Posting.entry_id)
        .where(
            Posting.account == Account.GROUP_DUE,
            Entry.cause_kind.in_((CauseKind.PAID_OUT, CauseKind.PAYOUT_RETURNED)),
            *conditions,
        )
        .group_by(Posting.currency)
    )
    return [Money(amount, currency) for currency, amount in db.session.execute(query)]
