"""What a contract's own rules give back when it ends early, and how a refund is spread over payments."""

from collections.abc import Iterable
from decimal import Decimal

from marketplace.domain.contracts.clauses import DepositOnEnd
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import NotAllowed, Reason, reason
from marketplace.domain.ids import PaymentId, UserId
from marketplace.domain.money import Money, no_money
from marketplace.domain.payments.life import RefundCause

HUNDRED = Decimal(100)
SHORTEST_NOTE, LONGEST_NOTE = 10, 1_000


def kept_at_end(terms: ContractTerms, paid: Money, *, cause: RefundCause) -> Money:
    """Say how much of the paid price the group keeps when a contract ends early, by the contract's own rule.

    A sample that failed for good gives everything back; a reservation keeps its percent of the price in any other case.
    """
    if cause is RefundCause.SAMPLE:
        return no_money(paid.currency)
    if terms.deposit_on_end is DepositOnEnd.KEPT:
        return min(paid, max(terms.deposit, _reserved(terms)))
    return min(paid, _reserved(terms))


def _reserved(terms: ContractTerms) -> Money:
    return terms.total.times((terms.reservation_percent or Decimal(0)) / HUNDRED)


def spread(money: Money, refundable: Iterable[tuple[PaymentId, Money]]) -> list[tuple[PaymentId, Money]]:
    """Spread a refund over payments in the given order, from each no more than is left of it."""
    found = []
    for payment_id, most in refundable:
        part = min(money, most)
        if part.amount > 0:
            found.append((payment_id, part))
            money -= part
    return found


def asking_faults(money: Money | None, note: str | None, *, most: Money) -> list[Reason]:
    """List what is wrong with a refund asked for by hand: more than is there, nothing, or no reason."""
    found = []
    if money is None or not (no_money(most.currency) < money and not most < money and money.is_payable):
        found.append(reason("refund.amount_out_of_range", "amount", most=most))
    if not SHORTEST_NOTE <= len((note or "").strip()) <= LONGEST_NOTE:
        found.append(reason("refund.note_missing", "note", least=SHORTEST_NOTE, most=LONGEST_NOTE))
    return found


def check_second_person(asked_by: UserId | None, deciding: UserId | None) -> None:
    """Raise `NotAllowed` when the one who asked for a refund wants to decide it too."""
    if deciding is None or asked_by == deciding:
        raise NotAllowed("refund.needs_another_facilitator")
