"""How passwords are kept: one cost for all, so that nobody can tell who is known, and renewed when it rises."""

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from marketplace.models.accounts import passwords

PASSWORD = "four plain cacao words"


def cost_of(kept: str) -> str:
    return kept.rpartition("$")[0].rpartition("$")[0]


@pytest.mark.parametrize("kept", [None, "!", ""])
def test_where_nothing_is_kept_nothing_fits(kept: str | None) -> None:
    assert passwords.check_password(PASSWORD, kept) == (False, None)


def test_an_unknown_address_costs_as_much_as_a_known_one() -> None:
    assert cost_of(passwords._nobodys()) == cost_of(passwords.hash_password(PASSWORD))  # noqa: SLF001 - the point


def test_what_was_kept_at_a_lower_cost_is_kept_anew() -> None:
    cheaper = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=32, parallelism=1),))
    fits, newer = passwords.check_password(PASSWORD, cheaper.hash(PASSWORD))
    assert fits
    assert newer is not None
    assert cost_of(newer) == cost_of(passwords.hash_password(PASSWORD))


def test_the_mark_of_a_link_changes_with_password_and_epoch() -> None:
    marks = {passwords.mark_of(kept, epoch) for kept in ("one", "other") for epoch in (1, 2)}
    assert len(marks) == 4
