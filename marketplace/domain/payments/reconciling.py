"""Comparing our books with the provider's own account of our money, line by line."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from marketplace.domain.money import Money, no_money
from marketplace.domain.payments.provider import Movement

MONEY_IN = frozenset({"charge", "payment"})
MONEY_BACK = frozenset({"refund", "payment_refund", "refund_failure", "payment_failure_refund"})
DISPUTED = "adjustment"
"""What a dispute takes, and what comes again of it; others of that kind are nobody's."""
SWEEPS = "payout"


class Gap(StrEnum):
    """How our books and the provider's account differ."""

    AMOUNT = "amount"
    ONLY_OURS = "only_ours"
    ONLY_THEIRS = "only_theirs"
    COST = "cost"
    SWEEP = "sweep"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: what it is about, what we say and what the provider says."""

    gap: Gap
    about: str
    ours: Money | None
    theirs: Money | None


@dataclass(frozen=True, slots=True)
class Owned:
    """What our books say of the time compared, by reference; `all_known` also names what is older."""

    sums: Mapping[str, Money]
    all_known: frozenset[str]


def differences(movements: Iterable[Movement], ours: Owned, *, booked: frozenset[str]) -> list[Difference]:
    """List every difference; `booked` are the lines whose cost or sweep stands in our books."""
    lines = list(movements)
    theirs = _sums(lines)
    found = [*_of_lines(lines, booked), *_unknown(lines, ours)]
    for about in sorted({*theirs, *ours.sums}):
        if about not in ours.all_known:
            continue
        mine, said = ours.sums.get(about), theirs.get(about)
        if mine == said or not (_is_some(mine) or _is_some(said)):
            continue
        found.append(Difference(Gap.ONLY_OURS if said is None else Gap.AMOUNT, about, mine, said))
    return found


def cost_of(line: Movement) -> Money:
    """Say what the provider kept with a line: its fee, or all of a line that is nothing but a cost."""
    return line.fee if _is_about_money(line) else line.fee - line.money


def is_sweep(line: Movement) -> bool:
    """Say whether a line is money that went to our bank, or came back from it."""
    return line.kind.startswith(SWEEPS)


def is_cost(line: Movement) -> bool:
    """Say whether a line is nothing but a cost of the provider's own."""
    return line.kind.endswith("_fee")


def _is_about_money(line: Movement) -> bool:
    return not is_cost(line)


def _is_some(money: Money | None) -> bool:
    """Say whether anything moved in the end; what went and came back is as if it had not."""
    return money is not None and bool(money.amount)


def _of_lines(lines: Iterable[Movement], booked: frozenset[str]) -> Iterator[Difference]:
    for line in lines:
        if is_sweep(line) and line.remote_id not in booked:
            yield Difference(Gap.SWEEP, line.remote_id, None, -line.money)
        if cost_of(line).amount and line.remote_id not in booked:
            yield Difference(Gap.COST, line.remote_id, None, cost_of(line))


def _unknown(lines: Iterable[Movement], ours: Owned) -> Iterator[Difference]:
    for line in lines:
        is_dispute = line.kind == DISPUTED and line.reference in ours.all_known
        is_known_kind = is_dispute or line.kind in MONEY_IN | MONEY_BACK
        if is_known_kind and line.reference not in ours.all_known:
            yield Difference(Gap.ONLY_THEIRS, line.reference or line.source_id or line.remote_id, None, line.money)
        elif not (is_known_kind or is_sweep(line) or is_cost(line)):
            yield Difference(Gap.OTHER, f"{line.kind} {line.remote_id}", None, line.money)


def _sums(lines: Iterable[Movement]) -> dict[str, Money]:
    sums: dict[str, Money] = {}
    for line in lines:
        if line.reference and line.kind in MONEY_IN | MONEY_BACK | {DISPUTED}:
            sums[line.reference] = sums.get(line.reference, no_money(line.money.currency)) + line.money
    return sums
