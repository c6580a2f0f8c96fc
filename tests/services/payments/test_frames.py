"""A frame is paid by what is called: each confirmed call has a deposit and a balance of its own."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.domain.books.chart import Account
from marketplace.domain.contracts.clauses import BalanceBasis
from marketplace.domain.contracts.frames import FrameTerms, Quarter, QuarterPlan
from marketplace.domain.errors import Refused
from marketplace.domain.ids import InstalmentId
from marketplace.domain.payments.life import InstalmentKind, InstalmentState, RefundCause
from marketplace.domain.payments.ways import Paying, Way
from marketplace.models.base import db
from marketplace.models.rows.contracts.call_offs import CallOff, FrameSeason
from marketplace.models.rows.money.instalments import Instalment
from marketplace.services.call_offs import call_bags, confirm_call, ship_call
from marketplace.services.contracts.ending import agree_to_end, ask_to_end
from marketplace.services.payments.paying import pay
from tests.market import NOW
from tests.paying import Till, a_till

FIRST, SECOND = Quarter(2027, 1), Quarter(2027, 2)
FRAME = FrameTerms(2, (QuarterPlan(FIRST, 5, 15), QuarterPlan(SECOND, 5, 15)))
IN_FIRST = datetime(2027, 1, 10, 15, tzinfo=NOW.tzinfo)
REASON = "The road to the port is closed until March."


@pytest.fixture
def frame(till: Till) -> Till:
    """A frame of 20 bags, of which 12 were called and confirmed."""
    return called(till)


def called(till: Till, **terms: Any) -> Till:
    """Make a frame with these terms, and let 12 of its 20 bags be called and confirmed."""
    found = a_till(till.market, till.config, till.standin, frame=FRAME, **terms)
    row = call_off_of(found)
    agreed, do = found.agreed, found.market.do
    do(call_bags, row.id, 12, seen=row.version, by=agreed.maker, now=IN_FIRST)
    do(confirm_call, row.id, IN_FIRST.date(), seen=row.version + 1, by=agreed.producer, now=IN_FIRST)
    return found


def call_off_of(till: Till) -> CallOff:
    query = select(CallOff).join(FrameSeason).where(FrameSeason.contract_id == till.agreed.id).order_by(CallOff.id)
    return till.market.do(lambda: db.session.scalars(query).first()) or CallOff()


def instalments(till: Till) -> list[Instalment]:
    query = select(Instalment).where(Instalment.contract_id == till.agreed.id).order_by(Instalment.number)
    return till.market.do(lambda: list(db.session.scalars(query)))


def test_nothing_is_due_before_anything_is_called(till: Till) -> None:
    assert instalments(a_till(till.market, till.config, till.standin, frame=FRAME)) == []


def test_called_bags_are_paid_in_a_deposit_and_a_balance(frame: Till) -> None:
    terms = frame.agreed.terms()
    found = instalments(frame)
    assert [(each.kind, each.state) for each in found] == [
        (InstalmentKind.DEPOSIT, InstalmentState.DUE),
        (InstalmentKind.BALANCE, InstalmentState.PLANNED),
    ]
    assert sum(each.price for each in found) == (terms.price * (terms.bag_weight * 12)).amount


def test_shipping_them_raises_the_balance_and_releases_what_was_paid(frame: Till) -> None:
    wanted = Paying(InstalmentId(instalments(frame)[0].id), Way.CARD, "es_PE")
    payment_id = frame.market.do(pay, frame.config, wanted, by=frame.agreed.maker, now=IN_FIRST)
    frame.standin.pay(frame.remote(payment_id))
    frame.hear()
    row = call_off_of(frame)
    by = frame.agreed.producer
    frame.market.do(ship_call, row.id, IN_FIRST.date(), seen=row.version, by=by, now=IN_FIRST)
    deposit, balance = instalments(frame)
    assert (balance.state, frame.stands()[Account.GROUP_DUE]) == (
        InstalmentState.DUE,
        deposit.price - deposit.fee,
    )


def test_bags_that_are_paid_before_shipment_leave_once_they_are(till: Till) -> None:
    frame = called(till, balance_basis=BalanceBasis.BEFORE_SHIPMENT)
    row, by = call_off_of(frame), frame.agreed.producer
    assert [each.state for each in instalments(frame)] == [InstalmentState.DUE] * 2
    with pytest.raises(Refused) as no:
        frame.market.do(ship_call, row.id, IN_FIRST.date(), seen=row.version, by=by, now=IN_FIRST)
    for kind in (InstalmentKind.DEPOSIT, InstalmentKind.BALANCE):
        frame.by_card(kind=kind)
    frame.market.do(ship_call, row.id, IN_FIRST.date(), seen=row.version, by=by, now=IN_FIRST)
    assert ([each.code for each in no.value.reasons], call_off_of(frame).shipped_on) == (
        ["milestone.unpaid"],
        IN_FIRST.date(),
    )


def test_a_frame_that_ends_gives_back_what_was_paid_for_bags_that_did_not_leave(frame: Till) -> None:
    wanted = Paying(InstalmentId(instalments(frame)[0].id), Way.CARD, "es_PE")
    payment_id = frame.market.do(pay, frame.config, wanted, by=frame.agreed.maker, now=IN_FIRST)
    frame.standin.pay(frame.remote(payment_id))
    frame.hear()
    agreed = frame.agreed
    frame.market.do(ask_to_end, agreed.id, REASON, seen=agreed.seen, by=agreed.maker, now=IN_FIRST)
    frame.market.do(agree_to_end, agreed.id, seen=agreed.seen, by=agreed.producer, now=IN_FIRST)
    frame.send_refunds()
    assert ([each.cause for each in frame.refunds()], frame.stands()) == ([RefundCause.ENDED], {})
