"""Called bags arrive, are weighed, claimed and closed by themselves, each quarter with its own money."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.domain.contracts.changes import AmendmentKind
from marketplace.domain.contracts.claims import ClaimKind, ClaimStep, Grievance, Remedy, RemedyKind, Reply
from marketplace.domain.contracts.frames import CallOffState, FrameTerms, Quarter, QuarterPlan
from marketplace.domain.contracts.milestones import Milestone, MilestoneStep, Report
from marketplace.domain.errors import Refused
from marketplace.domain.ids import CallOffId, ContractId, InstalmentId
from marketplace.domain.payments.life import InstalmentKind
from marketplace.domain.payments.ways import Paying, Way
from marketplace.models.base import db
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.money.instalments import Instalment
from marketplace.models.rows.money.money_papers import MoneyPaper
from marketplace.services.call_offs import close_call_off, finish_call
from marketplace.services.claims import answer_claim, open_claim
from marketplace.services.contracts.milestones import report_milestone
from marketplace.services.money_papers import issue_paper, list_missing
from marketplace.services.payments.paying import pay
from tests.approved import Approved
from tests.calling import ARRIVED_ON, Called
from tests.market import NOW
from tests.paying import Till, a_till

ONE_YEAR = FrameTerms(1, (QuarterPlan(Quarter(2027, 1), 5, 15), QuarterPlan(Quarter(2027, 2), 5, 15)))
TWO_YEARS = FrameTerms(2, ONE_YEAR.quarters)
SECOND = datetime(2027, 4, 10, 15, tzinfo=NOW.tzinfo)
TENTH = Grievance(ClaimKind.QUALITY, "Twelve bags smell of diesel.", Remedy(RemedyKind.ALLOWANCE_PERCENT, Decimal(10)))
CARRIED: dict[str, Any] = {"storage_rate": Decimal(30), "storage_free_days": 10, "finance_percent": None}


def deal_of(till: Till) -> Approved:
    agreed = till.agreed
    found = Approved(till.market, agreed.producer, agreed.maker, agreed.facilitator, ContractId(agreed.id))
    for person in (agreed.producer, agreed.maker):
        found.name_of(person)
    return found


def quarter(till: Till, place: int = 0, *, frame: FrameTerms = ONE_YEAR, **terms: Any) -> tuple[Till, Called]:
    found = a_till(till.market, till.config, till.standin, frame=frame, **terms)
    return found, Called(deal_of(found), place)


def pay_all(till: Till, call_off_id: CallOffId, *, now: datetime = ARRIVED_ON) -> None:
    query = select(Instalment).where(Instalment.call_off_id == call_off_id).order_by(Instalment.number)
    for row in till.market.do(lambda: list(db.session.scalars(query))):
        if row.state == "due":
            wanted = Paying(InstalmentId(row.id), Way.CARD, "en")
            payment_id = till.market.do(pay, till.config, wanted, by=till.agreed.maker, now=now)
            till.standin.pay(till.remote(payment_id))
    till.hear()


def price_of(till: Till, call_off_id: CallOffId) -> Decimal:
    query = select(Instalment).where(Instalment.call_off_id == call_off_id, Instalment.kind != InstalmentKind.INTEREST)
    rows = till.market.do(lambda: list(db.session.scalars(query)))
    return sum((row.price - row.dropped_price - row.returned_price for row in rows), Decimal(0))


def test_called_bags_are_settled_on_their_own_weight(till: Till) -> None:
    found, called = quarter(till)
    number = called.arrived(10)
    called.settle("490")
    assert (called.amount(), price_of(found, number)) == (Decimal("2768.50"), Decimal("2768.50"))


def test_a_claim_about_called_bags_is_a_share_of_their_price(till: Till) -> None:
    found, called = quarter(till)
    number = called.arrived(10)
    called.settle("500")
    agreed = found.agreed
    claim_id = found.market.do(open_claim, called.goods, TENTH, by=agreed.maker, now=ARRIVED_ON)
    found.market.do(answer_claim, claim_id, ClaimStep.ACCEPT, reply=Reply(1), by=agreed.producer, now=ARRIVED_ON)
    assert price_of(found, number) == Decimal("2825.00") - Decimal("282.50")


def test_the_claim_window_is_that_of_the_quarter(till: Till) -> None:
    found, called = quarter(till)
    called.arrived(10)
    with pytest.raises(Refused, match=r"claim\.too_late"):
        found.market.do(open_claim, called.goods, TENTH, by=found.agreed.maker, now=ARRIVED_ON + timedelta(days=60))


def test_nothing_is_weighed_of_bags_on_their_way(till: Till) -> None:
    _found, called = quarter(till)
    called.call(10).ship()
    with pytest.raises(Refused, match=r"settlement\.not_arrived"):
        called.settle("490")


def test_storage_after_arrival_is_the_quarters_own(till: Till) -> None:
    found, called = quarter(till, **CARRIED)
    number = called.arrived(10)
    called.settle("500", now=ARRIVED_ON + timedelta(days=40))
    assert price_of(found, number) == Decimal("2825.00") + Decimal("15.00")


def test_a_quarter_closes_once_it_is_weighed_and_paid(till: Till) -> None:
    found, called = quarter(till)
    number = called.arrived(10)
    called.settle("500")
    maker, do = found.agreed.maker, found.market.do
    with pytest.raises(Refused, match=r"closing\.money_open"):
        do(finish_call, number, seen=called.row.version, by=maker, now=ARRIVED_ON)
    pay_all(found, number)
    do(finish_call, number, seen=called.row.version, by=maker, now=ARRIVED_ON)
    assert called.row.state is CallOffState.FINISHED
    assert called.deal.turns("call_off") == {("call_off.call", maker.organization_id)}


def test_whose_turn_it_is_with_called_bags(till: Till) -> None:
    found, called = quarter(till)
    maker = found.agreed.maker.organization_id
    seen = []
    called.call(10).ship()
    seen.append(called.deal.turns("call_off"))
    called.arrive()
    seen.append(called.deal.turns("call_off"))
    called.settle("500")
    seen.append(called.deal.turns("call_off"))
    pay_all(found, called.id)
    seen.append(called.deal.turns("call_off"))
    call = ("call_off.call", maker)
    assert seen == [
        {call, ("call_off.report_arrival", maker)},
        {call, ("call_off.state_weight", maker)},
        {call},
        {call, ("call_off.finish", maker)},
    ]


def test_the_group_closes_no_quarter_while_the_maker_may_claim(till: Till) -> None:
    found, called = quarter(till)
    number = called.arrived(10)
    called.settle("500")
    pay_all(found, number)
    with pytest.raises(Refused, match=r"milestone\.claims_open"):
        found.market.do(finish_call, number, seen=called.row.version, by=found.agreed.producer, now=ARRIVED_ON)


def close_frame(till: Till, *, now: datetime = SECOND) -> None:
    deal = deal_of(till)
    report = Report(MilestoneStep.CLOSE, now.date())
    till.market.do(report_milestone, deal.id, report, seen=deal.contract.version, by=till.agreed.maker, now=now)


def test_a_frame_is_not_reported_as_a_whole(till: Till) -> None:
    found, _called = quarter(till)
    deal = deal_of(found)
    with pytest.raises(Refused, match=r"frame\.by_call_offs"):
        found.market.do(
            report_milestone,
            deal.id,
            Report(MilestoneStep.MAKE_READY, NOW.date()),
            seen=deal.contract.version,
            by=found.agreed.producer,
            now=NOW,
        )


def test_a_frame_does_not_close_while_a_quarter_is_open(till: Till) -> None:
    found, called = quarter(till)
    called.arrived(10)
    with pytest.raises(Refused, match=r"closing\.call_offs_open"):
        close_frame(found)


def test_a_frame_closes_after_its_last_quarter(till: Till) -> None:
    found, called = quarter(till)
    number = called.arrived(10)
    called.settle("500")
    pay_all(found, number)
    found.market.do(finish_call, number, seen=called.row.version, by=found.agreed.maker, now=ARRIVED_ON)
    found.market.do(close_call_off, Called(called.deal, 1).id, now=SECOND + timedelta(days=90))
    with pytest.raises(Refused, match=r"closing\.money_open"):  # the group has not been paid out
        close_frame(found)
    assert called.deal.contract.milestone is Milestone.PREPARING


def test_a_quarter_of_a_former_season_keeps_its_price(till: Till) -> None:
    found, called = quarter(till, frame=TWO_YEARS)
    number = called.call(10).ship().id
    deal = called.deal
    found.market.do(close_call_off, Called(deal, 1).id, now=SECOND + timedelta(days=90))
    lot_id = found.market.a_lot(found.agreed.producer)
    lot = found.market.do(lambda: db.session.get_one(Lot, lot_id))
    frame = FrameTerms(2, (QuarterPlan(Quarter(2028, 1), 10, 30),))
    dearer = replace(deal.terms.price, amount=Decimal(9000))
    changed = {"lot_code": lot.code, "crop_year": 2027, "bags": 30, "frame": frame, "price": dearer}
    deal.amend(AmendmentKind.RENEWAL, lot_id=lot_id, **changed)
    called.arrive()
    called.settle("490")
    assert price_of(found, number) == Decimal("2768.50")


def test_settled_bags_get_an_invoice_of_their_own(till: Till) -> None:
    found, called = quarter(till)
    called.arrived(10)
    called.settle("490")
    invoices = [each for each in found.market.do(list_missing) if each[0] == "invoice"]
    for kind, number in invoices:
        found.market.do(issue_paper, kind, number, now=ARRIVED_ON)
    said = found.market.do(
        lambda: db.session.scalars(select(MoneyPaper.said).where(MoneyPaper.kind == "invoice")).one()
    )
    assert {"what": "quarter", "value": "2027-Q1"} in said["facts"]
    assert [each for each in found.market.do(list_missing) if each[0] == "invoice"] == []
