"""The books of one contract in memory, with moves that a random life may take: what the tests of the books play on."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from marketplace.domain.books import entries
from marketplace.domain.books.chart import GUARDED, Account, sign_of
from marketplace.domain.books.postings import Entry, Parts
from marketplace.domain.money import Currency, Money, smallest_unit
from tests.domain.books.cases import an_occasion

A = Account
Take = Callable[[Money], Money]


@dataclass
class Ledger:
    """What each account stands at (debit above zero), and what went in and out at the borders."""

    currency: Currency
    stands: dict[Account, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    written: list[Entry] = field(default_factory=list)
    came: Decimal = Decimal(0)
    went: Decimal = Decimal(0)

    def money(self, amount: Decimal) -> Money:
        """Say an amount in the ledger's currency."""
        return Money(amount, self.currency)

    def of(self, account: Account) -> Money:
        """Say what an account stands at, in its own sense."""
        return self.money(self.stands[account] * sign_of(account))

    @property
    def open(self) -> Parts:
        """What is raised and not yet paid."""
        return Parts(self.of(A.EXPECTED), self.of(A.FEES_EXPECTED))

    def write(self, entry: Entry) -> None:
        """Add an entry up."""
        self.written.append(entry)
        for each in entry.postings:
            self.stands[each.account] += each.amount

    def faults(self) -> list[str]:
        """Name what must never be: a guarded account overdrawn, or a cent lost or made."""
        found = [f"{each} overdrawn" for each in GUARDED if self.of(each).amount < 0]
        if self.stands[A.MAKER_DUE] + self.stands[A.EXPECTED] + self.stands[A.FEES_EXPECTED]:
            found.append("what is due is not what is expected")
        inside = sum(self.stands[each] for each in (A.PROVIDER, A.BANK))
        if inside != self.came - self.went:
            found.append(f"{inside} inside, but {self.came} came and {self.went} went")
        if sum(self.stands.values()):
            found.append("the trial balance is not zero")
        return found


def play(ledger: Ledger, move: str, share: Decimal) -> None:
    """Take one move with a share of what it may take at most; nothing happens where there is nothing to take."""
    MOVES[move](ledger, lambda most: most.times(share))


def _raise(ledger: Ledger, take: Take) -> None:
    price = take(ledger.money(Decimal(9_999))) + ledger.money(Decimal(1))
    ledger.write(entries.raised(an_occasion(), Parts(price, price.times(Decimal("0.01")))))


def _pay(ledger: Ledger, take: Take) -> None:
    most = ledger.open.total
    money = take(most + most) + ledger.money(smallest_unit(ledger.currency))
    ledger.write(entries.received(an_occasion(), money, ledger.open))
    ledger.came += money.amount


def _cancel(ledger: Ledger, take: Take) -> None:
    parts = Parts(take(ledger.open.price), take(ledger.open.fee))
    if parts.total.amount:
        ledger.write(entries.cancelled(an_occasion(), parts))


def _credit(ledger: Ledger, take: Take) -> None:
    money = take(min(ledger.of(A.MAKER_CREDIT), ledger.open.total))
    if money.amount:
        ledger.write(entries.credited(an_occasion(), money, ledger.open))


def _release(ledger: Ledger, take: Take) -> None:
    money = take(ledger.of(A.HELD))
    if money.amount:
        ledger.write(entries.released(an_occasion(), money, fee=money.times(Decimal("0.01"))))


def _pay_out(ledger: Ledger, take: Take) -> None:
    money = take(ledger.of(A.GROUP_DUE))
    if money.amount:
        ledger.write(entries.paid_out(an_occasion(), money))
        ledger.went += money.amount


def _return_payout(ledger: Ledger, take: Take) -> None:
    money = take(ledger.money(max(-ledger.stands[A.BANK], Decimal(0))))
    if money.amount:
        ledger.write(entries.payout_returned(an_occasion(), money))
        ledger.came += money.amount


def _decide_from(source: Account) -> Callable[[Ledger, Take], None]:
    def decide(ledger: Ledger, take: Take) -> None:
        money = take(ledger.of(source))
        if money.amount > 0:
            ledger.write(entries.refund_decided(an_occasion(), money, source=source))

    return decide


def _refund(ledger: Ledger, take: Take) -> None:
    money = take(ledger.of(A.REFUND_DUE))
    if money.amount:
        ledger.write(entries.refunded(an_occasion(), money))
        ledger.went += money.amount
        ledger.write(entries.refund_failed(an_occasion(), money))
        ledger.write(entries.refunded(an_occasion(), money))


def _cost(ledger: Ledger, take: Take) -> None:
    money = take(ledger.money(Decimal(30)))
    if money.amount:
        ledger.write(entries.provider_cost(an_occasion(), money))
        ledger.went += money.amount


def _undo(ledger: Ledger, take: Take) -> None:
    money = take(ledger.money(Decimal(1_000)))
    if money.amount:
        sweep = entries.swept(an_occasion(), money)
        ledger.write(sweep)
        ledger.write(entries.reversal(sweep, an_occasion(), "The provider told it twice."))


MOVES: dict[str, Callable[[Ledger, Take], None]] = {
    "raise": _raise,
    "pay": _pay,
    "cancel": _cancel,
    "credit": _credit,
    "release": _release,
    "pay out": _pay_out,
    "return a payout": _return_payout,
    "refund what is held": _decide_from(A.HELD),
    "refund credit": _decide_from(A.MAKER_CREDIT),
    "give a fee back": _decide_from(A.FEES),
    "send a refund, fail, send again": _refund,
    "cost": _cost,
    "sweep and undo": _undo,
}
