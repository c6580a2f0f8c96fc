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


def has_lapsed(due_on: date | None, *, is_on_its_way: bool, today: date) -> bool:
    """Say whether a reservation lapses: its share was not paid by the last day, and no money for it is on its way."""
    return due_on is not None and today > due_on and not is_on_its_way
