"""Bags that are only reserved: a share is paid at once and stays with the group; who lets go, or keeps them longer."""

from datetime import date, timedelta

from marketplace.domain.errors import NotAllowed, Reason, reason
from marketplace.domain.viewers import Role

LONGEST_EXTENSION = timedelta(days=92)
"""How much longer than agreed a group may be asked to keep bags: half of what a reservation lasts at most."""


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


def check_may_extend(reserved_until: date | None, role: Role, *, is_extended: bool) -> None:
    """Raise `NotAllowed` when a reservation cannot be extended: only its maker asks for it, and only once."""
    if reserved_until is None:
        raise NotAllowed("reservation.none")
    if role is not Role.MAKER:
        raise NotAllowed("reservation.maker_asks")
    if is_extended:
        raise NotAllowed("reservation.extended_already")


def extension_faults(old: date | None, new: date | None) -> list[Reason]:
    """List what is wrong with a new last day: it lies after the present one, by no more than three months."""
    if old is None or new is None or old < new <= old + LONGEST_EXTENSION:
        return []
    return [reason("reservation.day_out_of_range", "reserved_until", after=old, most=old + LONGEST_EXTENSION)]
