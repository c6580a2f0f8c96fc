"""What a contract's own rules give back when it ends early, and how a refund is spread over payments."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from marketplace.domain.contracts.clauses import DepositOnEnd
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import NotAllowed, Reason, reason
from marketplace.domain.ids import PaymentId, UserId
from marketplace.domain.money import Money, no_money
from marketplace.domain.payments.life import RefundCause
from marketplace.domain.payments.schedule import Standing

HUNDRED = Decimal(100)
SHORTEST_NOTE, LONGEST_NOTE = 10, 1_000


def kept_at_end(terms: ContractTerms, paid: Money, *, deposit: Money, total: Money, cause: RefundCause) -> Money:
    """Say how much of the paid price the group keeps when a contract ends early, by the contract's own rule.

    A sample that failed for good gives everything back, and so does a reservation whose share never came whole; let go
    later it keeps its percent of the price.
    """
    if cause in (RefundCause.SAMPLE, RefundCause.LAPSED):
        return no_money(paid.currency)
    kept = total.times((terms.reservation_percent or Decimal(0)) / HUNDRED)
    if terms.deposit_on_end is DepositOnEnd.KEPT:
        kept = max(kept, deposit)
    return min(paid, kept)


def spread(money: Money, refundable: Iterable[tuple[PaymentId, Money]]) -> list[tuple[PaymentId, Money]]:
    """Spread a refund over payments in the given order, from each no more than is left of it."""
    found = []
    for payment_id, most in refundable:
        part = min(money, most)
        if part.amount > 0:
            found.append((payment_id, part))
            money -= part
    return found


@dataclass(frozen=True, slots=True)
class Handout:
    """What a refund by hand is made of: credit first, then price and fee in the measure in which they were paid."""

    price: Money
    fee: Money
    credit: Money


def most_by_hand(standing: Standing, credit: Money, *, refundable: Money) -> Money:
    """Say how much of a payment can be given back by hand: what is kept and its fee, and credit."""
    kept = standing.held + (standing.kept.fee if standing.held.amount else no_money(credit.currency))
    return min(refundable, kept + credit)


def handout(money: Money, standing: Standing, *, credit: Money) -> Handout:
    """Make up a refund by hand of `money`, which is no more than `most_by_hand`."""
    from_credit = min(money, credit)
    rest, kept = money - from_credit, standing.held + standing.kept.fee
    if not rest.amount:
        return Handout(rest, rest, from_credit)
    fee = min(standing.kept.fee, rest.times(standing.kept.fee.amount / kept.amount))
    price = min(standing.held, rest - fee)
    return Handout(price, rest - price, from_credit)


def asking_faults(money: Money | None, note: str, *, most: Money) -> list[Reason]:
    """List what is wrong with a refund asked for by hand: more than is there, nothing, or no reason."""
    if money is None or not (no_money(most.currency) < money and not most < money and money.is_payable):
        wrong = reason("refund.amount_out_of_range", "amount", most=most.amount, currency=most.currency)
        return [wrong, *note_faults(note)]
    return note_faults(note)


def note_faults(note: str) -> list[Reason]:
    """List what is wrong with the reason of a refund or of a no: there must be one that people can read."""
    if not SHORTEST_NOTE <= len(note.strip()) <= LONGEST_NOTE:
        return [reason("refund.note_missing", "note", least=SHORTEST_NOTE, most=LONGEST_NOTE)]
    return []


def check_second_person(asked_by: UserId | None, deciding: UserId | None) -> None:
    """Raise `NotAllowed` when the one who asked for a refund wants to decide it too."""
    if deciding is None or asked_by == deciding:
        raise NotAllowed("refund.needs_another_facilitator")
