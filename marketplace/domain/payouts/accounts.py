"""Where a producer group is paid: stated by one of its owners, confirmed by a facilitator, never changed but anew."""

from dataclasses import dataclass, fields
from datetime import timedelta
from enum import StrEnum

from marketplace.domain.errors import NotAllowed, Reason, reason
from marketplace.domain.ids import UserId
from marketplace.domain.machines import Machine
from marketplace.domain.money import Currency
from marketplace.domain.payouts.numbers import is_cci, is_peruvian_bic, is_ruc, tidy_number
from marketplace.domain.payouts.rails import RAILS, Rail
from marketplace.domain.viewers import Role

SHORTEST_NOTE, LONGEST_NOTE, LONGEST_NAME = 10, 1_000, 120
SHOWN = 4
CONFIRM_TIME = timedelta(days=3)
"""A call to a number that the alliance had before, and the bank's slip: two working days and one more."""


class AccountState(StrEnum):
    """Where a stated bank account stands."""

    STATED = "stated"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    REPLACED = "replaced"


class AccountStep(StrEnum):
    """One move in a bank account's life."""

    CONFIRM = "confirm"
    REFUSE = "refuse"
    REPLACE = "replace"


A, S = AccountState, AccountStep
ACCOUNT_MACHINE = Machine(
    noun="bank_account",
    next={
        (A.STATED, S.CONFIRM): A.CONFIRMED,
        (A.STATED, S.REFUSE): A.REFUSED,
        (A.STATED, S.REPLACE): A.REPLACED,
        (A.CONFIRMED, S.REPLACE): A.REPLACED,
        (A.REFUSED, S.REPLACE): A.REPLACED,
    },
    who={
        S.CONFIRM: frozenset({Role.FACILITATOR}),
        S.REFUSE: frozenset({Role.FACILITATOR}),
        S.REPLACE: frozenset({Role.PRODUCER}),
    },
)
"""Who states an account anew replaces the one before, confirmed or not, from that moment on."""
STANDING: frozenset[AccountState] = frozenset({A.STATED, A.CONFIRMED})


@dataclass(frozen=True, slots=True)
class AccountTerms:
    """A bank account as a group states it."""

    bank: str
    holder: str
    ruc: str
    cci: str
    currency: Currency
    bic: str | None = None
    rail: Rail = Rail.BANK_WIRE

    @property
    def tidied(self) -> "AccountTerms":
        """The same with numbers as banks read them."""
        bic = tidy_number(self.bic or "") or None
        names = self.bank.strip(), self.holder.strip()
        return AccountTerms(*names, tidy_number(self.ruc), tidy_number(self.cci), self.currency, bic, self.rail)


def account_faults(terms: AccountTerms) -> list[Reason]:
    """List what is wrong with an account that somebody states, each beside its field."""
    rule = RAILS[terms.rail]
    faults = [_missing(name) for name in _named(terms) if name in rule.needs and not getattr(terms, name)]
    faults += [_too_long(name) for name in ("bank", "holder") if len(getattr(terms, name)) > LONGEST_NAME]
    if terms.ruc and not is_ruc(terms.ruc):
        faults.append(reason("bank_account.ruc_wrong", "ruc"))
    if terms.cci and not is_cci(terms.cci):
        faults.append(reason("bank_account.cci_wrong", "cci"))
    if terms.currency not in rule.currencies:
        faults.append(reason("bank_account.currency_not_carried", "currency"))
    return faults + _bic_faults(terms)


def last_digits(cci: str) -> str:
    """Say an account so that its people know it and nobody else can use it."""
    return f"…{cci[-SHOWN:]}"


def check_another_confirms(stated_by: UserId | None, confirming: UserId | None) -> None:
    """Raise `NotAllowed` when the one who stated an account would confirm it."""
    if stated_by is None or stated_by == confirming:
        raise NotAllowed("bank_account.needs_another_person")


def words_faults(note: str) -> list[Reason]:
    """List what is wrong with the words that a step asks for: how it was confirmed, or why not."""
    if not SHORTEST_NOTE <= len(note.strip()) <= LONGEST_NOTE:
        return [reason("payout.note_missing", "note", least=SHORTEST_NOTE, most=LONGEST_NOTE)]
    return []


def _bic_faults(terms: AccountTerms) -> list[Reason]:
    if terms.currency in RAILS[terms.rail].with_bic and not terms.bic:
        return [_missing("bic")]
    if terms.bic and not is_peruvian_bic(terms.bic):
        return [reason("bank_account.bic_wrong", "bic")]
    return []


def _named(terms: AccountTerms) -> list[str]:
    return [each.name for each in fields(terms)]


def _missing(name: str) -> Reason:
    return reason("bank_account.part_missing", name)


def _too_long(name: str) -> Reason:
    return reason("bank_account.too_long", name, most=LONGEST_NAME)
