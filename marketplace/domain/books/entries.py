"""What is written into the books when money is raised, paid, kept, released, paid out or given back."""

from collections.abc import Iterator

from marketplace.domain.books.chart import PARTIES, Account
from marketplace.domain.books.postings import Entry, Occasion, Parts, Posting
from marketplace.domain.contracts.clauses import Side
from marketplace.domain.money import Money


def raised(occasion: Occasion, parts: Parts) -> Entry:
    """Book that an instalment is due: the maker owes its price and fee."""
    return _entry(
        occasion,
        (Account.MAKER_DUE, parts.total),
        (Account.EXPECTED, -parts.price),
        (Account.FEES_EXPECTED, -parts.fee),
    )


def cancelled(occasion: Occasion, parts: Parts) -> Entry:
    """Book that the open part of an instalment is no longer due."""
    return raised(occasion, Parts(-parts.price, -parts.fee))


def received(occasion: Occasion, money: Money, parts: Parts) -> Entry:
    """Book money that came from a maker for an instalment of which `parts` are open; the rest is its credit."""
    return _arrived(occasion, money, parts, source=Account.PROVIDER)


def matched(occasion: Occasion, money: Money, parts: Parts) -> Entry:
    """Book that money nobody could match belongs to an instalment of which `parts` are open."""
    return _arrived(occasion, money, parts, source=Account.UNMATCHED)


def credited(occasion: Occasion, money: Money, parts: Parts) -> Entry:
    """Book that a maker's credit pays, wholly or partly, an instalment of which `parts` are open."""
    if parts.total < money:
        msg = "a credit pays no more than is open"
        raise ValueError(msg)
    return _arrived(occasion, money, parts, source=Account.MAKER_CREDIT)


def unmatched(occasion: Occasion, money: Money) -> Entry:
    """Book money of which nobody knows whose it is."""
    return _moved(occasion, _positive(money), debit=Account.PROVIDER, credit=Account.UNMATCHED)


def unmatched_returned(occasion: Occasion, money: Money) -> Entry:
    """Book that unmatched money went back to where it came from."""
    return _moved(occasion, _positive(money), debit=Account.UNMATCHED, credit=Account.PROVIDER)


def provider_cost(occasion: Occasion, money: Money) -> Entry:
    """Book what the payment provider kept for its work; below zero where it gives a cost back."""
    return _moved(occasion, money, debit=Account.PROVIDER_COSTS, credit=Account.PROVIDER)


def swept(occasion: Occasion, money: Money) -> Entry:
    """Book that the provider paid money to our bank; below zero where it took some back."""
    return _moved(occasion, money, debit=Account.BANK, credit=Account.PROVIDER)


def released(occasion: Occasion, money: Money, *, fee: Money) -> Entry:
    """Book that money kept for a contract is the group's now, less the group's part of the fee."""
    due = _not_negative(_positive(money) - _not_negative(fee))
    return _entry(
        occasion, (Account.HELD, money), (Account.GROUP_DUE, -due), (Account.FEES, -fee), bearer=Side.PRODUCER
    )


def release_taken_back(occasion: Occasion, money: Money, *, fee: Money) -> Entry:
    """Book that money released to a group, and not yet paid out, is kept for the contract again."""
    due = _not_negative(_positive(money) - _not_negative(fee))
    return _entry(occasion, (Account.HELD, -money), (Account.GROUP_DUE, due), (Account.FEES, fee), bearer=Side.PRODUCER)


def paid_out(occasion: Occasion, money: Money) -> Entry:
    """Book that our bank paid a group."""
    return _moved(occasion, _positive(money), debit=Account.GROUP_DUE, credit=Account.BANK)


def payout_returned(occasion: Occasion, money: Money) -> Entry:
    """Book that a payout came back to our bank."""
    return _moved(occasion, _positive(money), debit=Account.BANK, credit=Account.GROUP_DUE)


REFUNDABLE: tuple[Account, ...] = (Account.HELD, Account.MAKER_CREDIT, Account.GROUP_OWES, Account.FEES)
"""Where the money of a refund may come from; out of fees when Mazorca gives its own part back."""


def refund_decided(occasion: Occasion, money: Money, *, source: Account) -> Entry:
    """Book that money must go back to the maker, and where it comes from (one of `REFUNDABLE`)."""
    if source not in REFUNDABLE:
        msg = f"no refund comes from {source}"
        raise ValueError(msg)
    return _moved(occasion, _positive(money), debit=source, credit=Account.REFUND_DUE)


def refunded(occasion: Occasion, money: Money) -> Entry:
    """Book that the provider sent a refund on its way."""
    return _moved(occasion, _positive(money), debit=Account.REFUND_DUE, credit=Account.PROVIDER)


def refund_failed(occasion: Occasion, money: Money) -> Entry:
    """Book that a refund came back to the provider: it is still due."""
    return _moved(occasion, _positive(money), debit=Account.PROVIDER, credit=Account.REFUND_DUE)


def given_back(occasion: Occasion, money: Money) -> Entry:
    """Book that a group gave back to our bank what it owed."""
    return _moved(occasion, _positive(money), debit=Account.BANK, credit=Account.GROUP_OWES)


def netted(occasion: Occasion, money: Money) -> Entry:
    """Book that what a group owes is taken from what it is due for the same contract."""
    return _moved(occasion, _positive(money), debit=Account.GROUP_DUE, credit=Account.GROUP_OWES)


def reversal(entry: Entry, occasion: Occasion, note: str) -> Entry:
    """Undo an entry by its mirror, with a reason."""
    postings = tuple(Posting(each.account, -each.amount, each.organization_id) for each in entry.postings)
    return Entry(occasion, entry.currency, postings, note)


def _arrived(occasion: Occasion, money: Money, parts: Parts, *, source: Account) -> Entry:
    """Pay what is open, the price first, then the fee; the rest is the maker's credit."""
    _positive(money)
    price = min(money, _not_negative(parts.price))
    fee = min(money - price, _not_negative(parts.fee))
    return _entry(
        occasion,
        (source, money),
        (Account.MAKER_DUE, -(price + fee)),
        (Account.MAKER_CREDIT, -(money - price - fee)),
        (Account.EXPECTED, price),
        (Account.HELD, -price),
        (Account.FEES_EXPECTED, fee),
        (Account.FEES, -fee),
    )


def _moved(occasion: Occasion, money: Money, *, debit: Account, credit: Account) -> Entry:
    return _entry(occasion, (debit, money), (credit, -money))


def _entry(occasion: Occasion, *lines: tuple[Account, Money], bearer: Side = Side.MAKER) -> Entry:
    """Make an entry of the lines that are not zero, each under the name its account asks for."""
    currency = lines[0][1].currency
    if any(money.currency is not currency for _account, money in lines):
        msg = f"an entry has one currency: {lines}"
        raise ValueError(msg)
    return Entry(occasion, currency, tuple(_postings(occasion, lines, bearer)))


def _postings(occasion: Occasion, lines: tuple[tuple[Account, Money], ...], bearer: Side) -> Iterator[Posting]:
    for account, money in lines:
        side = bearer if account is Account.FEES else PARTIES.get(account)
        if money.amount:
            yield Posting(account, money.amount, occasion.party(side))


def _positive(money: Money) -> Money:
    if money.amount <= 0:
        msg = f"expected money above zero, not {money}"
        raise ValueError(msg)
    return money


def _not_negative(money: Money) -> Money:
    if money.amount < 0:
        msg = f"expected no money below zero, not {money}"
        raise ValueError(msg)
    return money
