"""What must be paid before cacao goes on: the deposit before it is made ready, all before it leaves where agreed."""

from collections.abc import Iterable

from marketplace.domain.contracts.clauses import BalanceBasis
from marketplace.domain.errors import Reason, Refused, reason
from marketplace.domain.money import Money
from marketplace.domain.payments.life import InstalmentKind
from marketplace.domain.payments.schedule import Standing, counted

SHORTEST_NOTE, LONGEST_NOTE = 10, 1_000


def unpaid_before_leaving(basis: BalanceBasis, standings: Iterable[Standing]) -> Money | None:
    """Say how much is still to be paid before the cacao may leave; None when nothing keeps it.

    Deposit and balance count, planned or due; interest on what was late does not.
    """
    if basis is not BalanceBasis.BEFORE_SHIPMENT:
        return None
    amounts = [each.open.total for each in counted(standings) if each.open.total.amount]
    return sum(amounts[1:], amounts[0]) if amounts else None


def unpaid_deposit(standings: Iterable[Standing]) -> Money | None:
    """Say how much of the deposit is still to be paid, None when all of it came (domain.md 4.6)."""
    amounts = [each.open.total for each in standings if each.kind is InstalmentKind.DEPOSIT]
    return next((each for each in amounts if each.amount), None)


def check_deposit_came(code: str, unpaid: Money | None, *, note: str | None) -> None:
    """Raise `Refused` while the deposit has not come, unless a facilitator let the contract go on, with a note."""
    if unpaid is not None and note is None:
        raise Refused(reason("milestone.deposit_unpaid", contract=code, unpaid=f"{unpaid.amount:,} {unpaid.currency}"))


def letting_faults(note: str | None) -> list[Reason]:
    """List what is wrong with the reason for which a contract goes on without its deposit: one must be given."""
    if not SHORTEST_NOTE <= len((note or "").strip()) <= LONGEST_NOTE:
        return [reason("milestone.letting_note_missing", "note", least=SHORTEST_NOTE, most=LONGEST_NOTE)]
    return []


def check_paid_to_leave(code: str, unpaid: Money | None) -> None:
    """Raise `Refused` while something is still to be paid before a contract's cacao may leave."""
    if unpaid is not None:
        raise Refused(reason("milestone.unpaid", contract=code, unpaid=f"{unpaid.amount:,} {unpaid.currency}"))
