"""`flask books reconcile` finds what our books and the provider's account do not say alike."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from click.testing import Result
from sqlalchemy import text, update

from marketplace.commands.reconcile import reconcile
from marketplace.domain.books.chart import Account
from marketplace.domain.books.entries import unmatched
from marketplace.domain.books.postings import Cause, CauseKind, Occasion
from marketplace.domain.money import Currency, Money, no_money
from marketplace.domain.payments.provider import RemotePart, RemotePayment, RemoteState
from marketplace.models.base import db
from marketplace.models.money.booking import book
from marketplace.models.payments.strays import add_stray
from marketplace.models.rows.money.books import Entry
from marketplace.services.payments.sending import send_refund
from tests.market import NOW
from tests.paying import Till
from tests.services.payments.test_refunds import ask


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


def test_a_refund_that_came_back_is_no_difference(till: Till) -> None:
    payment_id = till.begin()
    till.standin.pay(till.remote(payment_id), card="4000000000005126")
    till.hear()
    refund_id = ask(till, payment_id, "101.00")
    till.market.do(send_refund, till.config, refund_id, now=NOW)
    till.standin.settle(till.refunds()[0].remote_id or "", succeeds=False)
    till.hear()
    assert run(till, "--record").output.startswith("No difference")


def test_a_refund_that_was_sent_before_the_first_day_and_ended_after_it_is_no_difference(till: Till) -> None:
    refund_id = ask(till, till.by_card(), "101.00")
    till.send_refunds()
    till.market.do(_sent_long_ago)
    till.standin.reset()
    said = run(till).output
    assert ("payment-" in said, f"refund-{refund_id}" in said) == (True, False)


def test_money_of_somebody_elses_whose_name_looks_like_ours_is_compared_too(till: Till) -> None:
    till.market.do(_add_stray)
    assert "payment-of-others: only in our books" in run(till).output


def _sent_long_ago() -> None:
    db.session.execute(text("ALTER TABLE entries DISABLE TRIGGER USER"))
    long_ago = update(Entry).where(Entry.cause_kind == "refunded").values(booked_at=NOW - timedelta(days=40))
    db.session.execute(long_ago)
    db.session.execute(text("ALTER TABLE entries ENABLE TRIGGER USER"))
    db.session.commit()


def _add_stray() -> None:
    part = RemotePart("ch_of_others", Money(Decimal(70), Currency.USD), NOW)
    book(unmatched(Occasion(Cause(CauseKind.UNMATCHED, part.remote_id), NOW.date()), part.money), now=NOW)
    none = no_money(Currency.USD)
    remote = RemotePayment(
        remote_id="cs_of_others",
        reference="payment-of-others",
        state=RemoteState.RECEIVED,
        requested=part.money,
        parts=(part,),
        fee=None,
        refunded=none,
    )
    add_stray(part, remote, now=NOW)
    db.session.commit()
