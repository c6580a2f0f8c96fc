"""Bags that are only reserved: a share is paid at once and stays with the group; who may let them go, and from when."""

from datetime import date

from marketplace.domain.viewers import Role


def may_let_go(reserved_until: date | None, role: Role, *, today: date) -> bool:
    """Say whether a side may end a reservation alone: its maker at any time, the group once its last day is over.

    The share that was paid stays with the group (`payments.refunds.kept_at_end`).
    """
    if reserved_until is None:
        return False
    return role is Role.MAKER or (role is Role.PRODUCER and today > reserved_until)
