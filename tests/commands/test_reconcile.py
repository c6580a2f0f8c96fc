"""`flask books reconcile` finds what our books and the provider's account do not say alike."""

from dataclasses import replace

import pytest
from click.testing import Result

from marketplace.commands.reconcile import reconcile
from marketplace.domain.books.chart import Account
from marketplace.models.base import db
from marketplace.models.rows.money.books import Entry
from tests.paying import Till


def run(till: Till, *options: str) -> Result:
    """Run the command as an operator does."""
    return till.market.app.test_cli_runner().invoke(reconcile, list(options))


def test_everything_is_found_alike_once_the_costs_are_booked(till: Till) -> None:
    till.by_card()
    before = run(till)
    assert (before.exit_code, before.output.count("cost that is not booked")) == (1, 1)
    after = run(till, "--record")
    assert (after.exit_code, after.output.startswith("No difference")) == (0, True)
    assert run(till, "--record").exit_code == 0


def test_costs_are_booked_once(till: Till) -> None:
    till.by_card()
    run(till, "--record")
    run(till, "--record")
    booked = till.market.do(lambda: db.session.query(Entry).filter_by(cause_kind="provider_cost").count())
    assert booked == 1


def test_a_wire_that_is_too_small_so_far_is_no_difference(till: Till) -> None:
    till.by_wire("1000")
    assert run(till, "--record").exit_code == 0
    assert till.stands()[Account.HELD] == 1000


def test_money_that_we_never_heard_of_is_named(till: Till) -> None:
    payment_id = till.begin()
    till.standin.pay(till.remote(payment_id))
    said = run(till, "--record")
    assert (said.exit_code, f"payment-{payment_id}: another amount" in said.output) == (1, True)


def test_what_is_only_in_our_books_is_named(till: Till) -> None:
    payment_id = till.by_card()
    till.standin.reset()
    said = run(till, "--record")
    assert (said.exit_code, f"payment-{payment_id}: only in our books" in said.output) == (1, True)


def test_a_provider_that_does_not_answer_is_said_to(till: Till) -> None:
    till.market.app.extensions["mazorca"] = replace(till.config, stripe_key="")
    assert run(till).exit_code == 2


@pytest.mark.parametrize("options", [("--since", "2026-01-01")])
def test_the_first_day_can_be_chosen(till: Till, options: tuple[str, ...]) -> None:
    till.by_card()
    assert "since 2026-01-01" in run(till, *options).output
