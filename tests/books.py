"""A contract whose money is booked entry by entry, as the steps of payments and payouts do it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count

from marketplace.domain.books.chart import Account
from marketplace.domain.books.postings import Cause, CauseKind, Entry, Occasion
from marketplace.domain.ids import ContractId, EntryId, OrganizationId
from marketplace.domain.money import Currency, Money
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.money.booking import balance, book
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.services.transaction import use_case
from tests.market import NOW, Market

TODAY = NOW.date()


@use_case
def write_entry(entry: Entry, now: datetime) -> EntryId:
    """Book one entry, its contract locked first."""
    if entry.occasion.contract_id is not None:
        db.session.get_one(Contract, entry.occasion.contract_id, with_for_update=True)
    return book(entry, now=now).id


@dataclass
class Bookkeeper:
    """Books entries of one contract that nobody has approved, so that its books are empty at first."""

    market: Market
    producer: Viewer
    maker: Viewer
    contract_id: ContractId
    keys: Iterator[int] = field(default_factory=lambda: count(9_000_001))

    @classmethod
    def in_market(cls, market: Market) -> "Bookkeeper":
        """Make the two sides and their contract."""
        producer, maker = market.a_producer(), market.a_maker()
        return cls(market, producer, maker, ContractId(market.a_contract(producer, maker)))

    def occasion(self, kind: CauseKind, key: str | None = None, *, on: date = TODAY) -> Occasion:
        """Say what an entry of the contract is about, with a cause of its own unless told otherwise."""
        cause = Cause(kind, key or str(next(self.keys)))
        maker, producer = (OrganizationId(each.organization_id or 0) for each in (self.maker, self.producer))
        return Occasion(cause, on, self.contract_id, maker, producer)

    def apart(self, kind: CauseKind, key: str | None = None, *, on: date = TODAY) -> Occasion:
        """Say what an entry of no contract is about."""
        return Occasion(Cause(kind, key or str(next(self.keys))), on)

    def write(self, entry: Entry, now: datetime = NOW) -> EntryId:
        """Book an entry."""
        return self.market.do(write_entry, entry, now)

    def of(self, account: Account, currency: Currency = Currency.USD) -> Money:
        """Say what an account of the contract stands at."""
        return self.market.do(balance, self.contract_id, account, currency)
