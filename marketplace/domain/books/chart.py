"""The chart of the books: which accounts there are, which side they stand on, and whose they are."""

from enum import StrEnum

from marketplace.domain.contracts.clauses import Side


class Account(StrEnum):
    """An account of the books."""

    PROVIDER = "provider"
    BANK = "bank"
    MAKER_DUE = "maker_due"
    GROUP_OWES = "group_owes"
    EXPECTED = "expected"
    FEES_EXPECTED = "fees_expected"
    HELD = "held"
    GROUP_DUE = "group_due"
    REFUND_DUE = "refund_due"
    MAKER_CREDIT = "maker_credit"
    UNMATCHED = "unmatched"
    FEES = "fees"
    PROVIDER_COSTS = "provider_costs"


class Nature(StrEnum):
    """What an account stands for: what we have or are owed, what we owe, what we earn, what it costs."""

    ASSET = "asset"
    LIABILITY = "liability"
    INCOME = "income"
    COST = "cost"


NATURES: dict[Account, Nature] = {
    Account.PROVIDER: Nature.ASSET,  # money at the payment provider
    Account.BANK: Nature.ASSET,  # money at our bank
    Account.MAKER_DUE: Nature.ASSET,  # instalments raised and not yet paid
    Account.GROUP_OWES: Nature.ASSET,  # what a group must give back
    Account.EXPECTED: Nature.LIABILITY,  # beside the price that makers owe: nobody's money until it is paid
    Account.FEES_EXPECTED: Nature.LIABILITY,  # beside the fee that makers owe
    Account.HELD: Nature.LIABILITY,  # paid in, kept for the contract
    Account.GROUP_DUE: Nature.LIABILITY,  # released, to be paid out to the group
    Account.REFUND_DUE: Nature.LIABILITY,  # to go back to the maker
    Account.MAKER_CREDIT: Nature.LIABILITY,  # paid beyond what was due
    Account.UNMATCHED: Nature.LIABILITY,  # money of which nobody knows whose it is
    Account.FEES: Nature.INCOME,
    Account.PROVIDER_COSTS: Nature.COST,
}

DEBIT: frozenset[Nature] = frozenset({Nature.ASSET, Nature.COST})
"""The natures whose accounts grow by debits (+); the others grow by credits (-)."""

PARTIES: dict[Account, Side] = {
    Account.MAKER_DUE: Side.MAKER,
    Account.EXPECTED: Side.MAKER,
    Account.FEES_EXPECTED: Side.MAKER,
    Account.HELD: Side.MAKER,
    Account.REFUND_DUE: Side.MAKER,
    Account.MAKER_CREDIT: Side.MAKER,
    Account.GROUP_OWES: Side.PRODUCER,
    Account.GROUP_DUE: Side.PRODUCER,
}
"""Whose name stands on the lines of an account; fees carry the name of the side that bears them."""

GUARDED: frozenset[Account] = frozenset(
    {
        Account.MAKER_DUE,
        Account.GROUP_OWES,
        Account.EXPECTED,
        Account.FEES_EXPECTED,
        Account.HELD,
        Account.GROUP_DUE,
        Account.REFUND_DUE,
        Account.MAKER_CREDIT,
    }
)
"""The accounts that no contract may overdraw."""


SETTLED_ACCOUNTS: tuple[Account, ...] = (
    Account.MAKER_DUE,
    Account.HELD,
    Account.GROUP_DUE,
    Account.GROUP_OWES,
    Account.REFUND_DUE,
    Account.MAKER_CREDIT,
)
"""What stands at nothing once everybody has what is theirs."""


def sign_of(account: Account) -> int:
    """Give the sign by which an account grows: 1 for debits, -1 for credits."""
    return 1 if NATURES[account] in DEBIT else -1
