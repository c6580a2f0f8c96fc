"""What a group pays back of what it owes is booked once for each operation of the bank, and never more than it owes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from marketplace.domain.books.chart import Account
from marketplace.domain.books.entries import refund_decided
from marketplace.domain.books.postings import CauseKind
from marketplace.domain.errors import NotAllowed, Refused, Stale
from marketplace.domain.payments.strays import Repaid
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.money.books import Entry
from marketplace.services.books.correcting import ask_correction, book_correction
from marketplace.services.books.repaying import note_repaid
from tests.books import TODAY, Bookkeeper
from tests.domain.books.cases import usd
from tests.market import NOW, Market


@pytest.fixture
def keeper(market: Market) -> Bookkeeper:
    found = Bookkeeper.in_market(market)
    about = found.occasion(CauseKind.REFUND_DECIDED)
    found.write(refund_decided(about, usd("80.00"), source=Account.GROUP_OWES))
    return found


def note(keeper: Bookkeeper, amount: str, reference: str, *, by: Viewer | None = None) -> None:
    told, viewer = Repaid(Decimal(amount), TODAY, reference), by or keeper.market.a_facilitator()
    keeper.market.do(note_repaid, keeper.contract_id, told, by=viewer, now=NOW)


def test_it_is_owed_no_longer(keeper: Bookkeeper) -> None:
    note(keeper, "30.00", "OP-1")
    note(keeper, "50.00", "OP-2")
    assert keeper.of(Account.GROUP_OWES) == usd("0.00")


def test_the_same_operation_is_booked_once(keeper: Bookkeeper) -> None:
    note(keeper, "30.00", "OP-1")
    with pytest.raises(Stale):
        note(keeper, "30.00", " OP-1 ")
    assert keeper.of(Account.GROUP_OWES) == usd("50.00")


def test_an_operation_that_was_noted_wrongly_is_undone_and_noted_anew(keeper: Bookkeeper) -> None:
    note(keeper, "3.00", "OP-1")
    two, market = (keeper.market.a_facilitator(), keeper.market.a_facilitator()), keeper.market
    entry_id = market.do(lambda: db.session.scalars(select(Entry.id).order_by(Entry.id.desc())).first())
    number = market.do(ask_correction, entry_id, "It was thirty, not three.", by=two[0], now=NOW)
    market.do(book_correction, number, seen=1, by=two[1], now=NOW)
    note(keeper, "30.00", "OP-1")
    with pytest.raises(Stale):
        note(keeper, "30.00", "OP-1")
    assert keeper.of(Account.GROUP_OWES) == usd("50.00")


def test_more_than_is_owed_or_a_day_to_come_is_refused(keeper: Bookkeeper) -> None:
    with pytest.raises(Refused, match="amount_out_of_range"):
        note(keeper, "80.01", "OP-1")
    told, by = Repaid(Decimal(1), TODAY + timedelta(days=1), "OP-1"), keeper.market.a_facilitator()
    with pytest.raises(Refused, match="day_to_come"):
        keeper.market.do(note_repaid, keeper.contract_id, told, by=by, now=NOW)


@pytest.mark.parametrize("who", ["producer", "maker"])
def test_no_side_says_so_itself(keeper: Bookkeeper, who: str) -> None:
    with pytest.raises(NotAllowed):
        note(keeper, "1.00", "OP-1", by=getattr(keeper, who))
