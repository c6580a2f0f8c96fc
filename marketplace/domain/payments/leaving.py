"""What must be paid before cacao leaves: everything, where the balance is due before shipment; else nothing."""

from collections.abc import Iterable

from marketplace.domain.contracts.clauses import BalanceBasis
from marketplace.domain.errors import Refused, reason
from marketplace.domain.money import Money
from marketplace.domain.payments.schedule import Standing, counted


def unpaid_before_leaving(basis: BalanceBasis, standings: Iterable[Standing]) -> Money | None:
    """Say how much is still to be paid before the cacao may leave; None when nothing keeps it.

    Deposit and balance count, planned or due; interest on what was late does not. A deposit alone keeps nothing:
    whether to send cacao before it came is the group's own risk to take (domain.md 4.5).
    """
    if basis is not BalanceBasis.BEFORE_SHIPMENT:
        return None
    amounts = [each.open.total for each in counted(standings) if each.open.total.amount]
    return sum(amounts[1:], amounts[0]) if amounts else None


def check_paid_to_leave(code: str, unpaid: Money | None) -> None:
    """Raise `Refused` while something is still to be paid before a contract's cacao may leave."""
    if unpaid is not None:
        raise Refused(reason("milestone.unpaid", contract=code, unpaid=f"{unpaid.amount:,} {unpaid.currency}"))
