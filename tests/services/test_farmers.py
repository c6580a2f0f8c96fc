"""The register of farmers is kept by its own group, and says who leads."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from marketplace.domain.errors import MarketError, NotAllowed, NotFound, Refused, Stale
from marketplace.domain.plots.farmers import FarmerTerms
from marketplace.domain.plots.register import Sex
from marketplace.domain.privacy.consents import ConsentWay, Purpose, Saying
from marketplace.domain.viewers import Level
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.record.events import Event
from marketplace.models.rows.traces.farmers import Farmer
from marketplace.models.traces.consents import consents_of
from marketplace.models.traces.register import farmer_terms
from marketplace.services.farmers import change_farmer, let_farmer_go, register_farmer, take_farmer_back
from tests.land import a_farmer
from tests.market import NOW, Market

TODAY = NOW.date()


def farmer(market: Market, farmer_id: int) -> Any:
    with market.app.app_context():
        return db.session.get_one(Farmer, farmer_id)


def leads(market: Market, organization_id: int | None) -> bool:
    with market.app.app_context():
        return db.session.get_one(Organization, organization_id).is_women_led


def test_a_farmer_gets_the_next_code_of_the_register(market: Market) -> None:
    group = market.a_producer()
    codes = [farmer(market, a_farmer(market, group, **stated)).code for stated in ({}, {"code": "S0007"}, {})]
    assert codes == ["S0001", "S0007", "S0008"]


def test_what_is_said_of_personal_data_is_written_down_with_the_farmer(market: Market) -> None:
    group, said = market.a_producer(), Saying(Purpose.CUSTOMS, is_given=True, way=ConsentWay.PAPER, said_on=TODAY)
    farmer_id = market.do(register_farmer, FarmerTerms(name="Rosa"), [said], by=group, now=NOW)
    assert market.do(consents_of, [farmer_id]) == {farmer_id: {Purpose.CUSTOMS}}


def test_events_tell_that_a_farmer_changed_and_nothing_of_the_person(market: Market) -> None:
    group = market.a_producer()
    farmer_id = a_farmer(market, group, name="Canaria Ficticia", national_id="01234567")
    terms = FarmerTerms(name="Canaria Ficticia", national_id="76543210", phone="942123456")
    market.do(change_farmer, farmer_id, terms, seen=1, by=group, now=NOW)
    with market.app.app_context():
        events = db.session.execute(select(Event.kind, Event.facts).order_by(Event.id)).all()
    assert [(kind, facts) for kind, facts in events if kind.startswith("farmer.")] == [
        ("farmer.registered", {"code": "S0001"}),
        ("farmer.changed", {"columns": ["national_id", "phone"]}),
    ]


def test_the_code_stays_where_none_is_stated_anew(market: Market) -> None:
    group = market.a_producer()
    farmer_id = a_farmer(market, group, code="A-1")
    market.do(change_farmer, farmer_id, FarmerTerms(name="Rosa P."), seen=1, by=group, now=NOW)
    assert farmer(market, farmer_id).code == "A-1"


def test_saying_the_same_again_changes_nothing(market: Market) -> None:
    group = market.a_producer()
    farmer_id = a_farmer(market, group)
    terms = market.do(lambda: farmer_terms(db.session.get_one(Farmer, farmer_id)))
    market.do(change_farmer, farmer_id, terms, seen=1, by=group, now=NOW)
    assert farmer(market, farmer_id).version == 1


def test_an_old_page_changes_nothing(market: Market) -> None:
    group = market.a_producer()
    farmer_id = a_farmer(market, group)
    market.do(change_farmer, farmer_id, FarmerTerms(name="Rosa A."), seen=1, by=group, now=NOW)
    with pytest.raises(Stale):
        market.do(change_farmer, farmer_id, FarmerTerms(name="Rosa B."), seen=1, by=group, now=NOW)


@pytest.mark.parametrize(("stated", "field"), [({"code": "A1"}, "code"), ({"national_id": "01234567"}, "national_id")])
def test_a_code_or_dni_stands_once_in_a_register(market: Market, stated: dict[str, str], field: str) -> None:
    group, other = market.a_producer(), market.a_producer()
    a_farmer(market, group, **stated)
    a_farmer(market, other, **stated)
    with pytest.raises(Refused) as no:
        a_farmer(market, group, **stated)
    assert no.value.reasons[0].field == field


def test_the_register_is_kept_by_those_who_may(market: Market) -> None:
    group = market.a_producer()
    farmer_id = a_farmer(market, group)
    others = {
        "reader": (market.a_person(group.acting_for, Level.READER), NotAllowed),
        "maker": (market.a_maker(), NotAllowed),
        "facilitator": (market.a_facilitator(), NotAllowed),
        "stranger": (market.a_producer(), NotFound),
    }
    for viewer, error in others.values():
        with pytest.raises(error):
            market.do(change_farmer, farmer_id, FarmerTerms(name="X"), seen=1, by=viewer, now=NOW)
    assert farmer(market, farmer_id).version == 1


def test_women_lead_where_they_are_half_of_the_farmers_and_of_the_leaders(market: Market) -> None:
    group = market.a_producer()
    first = a_farmer(market, group, sex=Sex.WOMAN, is_leader=True)
    seen = [leads(market, group.organization_id)]
    a_farmer(market, group, sex=Sex.MAN, is_leader=True)
    a_farmer(market, group, sex=Sex.MAN)
    seen.append(leads(market, group.organization_id))
    second = a_farmer(market, group, sex=Sex.WOMAN)
    seen.append(leads(market, group.organization_id))
    market.do(let_farmer_go, second, TODAY, seen=1, by=group, now=NOW)
    seen.append(leads(market, group.organization_id))
    market.do(take_farmer_back, second, seen=2, by=group, now=NOW)
    terms = market.do(lambda: farmer_terms(db.session.get_one(Farmer, first)))
    market.do(change_farmer, first, replace(terms, is_leader=False), seen=1, by=group, now=NOW)
    assert seen == [True, False, True, False]
    assert not leads(market, group.organization_id)


def test_who_left_cannot_leave_again_nor_who_is_here_come_back(market: Market) -> None:
    group = market.a_producer()
    farmer_id = a_farmer(market, group)
    with pytest.raises(Refused, match=r"farmer\.still_here"):
        market.do(take_farmer_back, farmer_id, seen=1, by=group, now=NOW)
    with pytest.raises(Refused, match=r"farmer\.left_in_future"):
        market.do(let_farmer_go, farmer_id, TODAY + timedelta(days=2), seen=1, by=group, now=NOW)
    market.do(let_farmer_go, farmer_id, TODAY, seen=1, by=group, now=NOW)
    with pytest.raises(Refused, match=r"farmer\.left_already"):
        market.do(let_farmer_go, farmer_id, TODAY, seen=2, by=group, now=NOW)


def test_nothing_is_added_to_a_farmer_who_was_erased(market: Market) -> None:
    group = market.a_producer()
    farmer_id = a_farmer(market, group)
    with market.app.app_context():
        row = db.session.get_one(Farmer, farmer_id)
        row.erased_at, row.left_on = NOW, TODAY
        db.session.commit()
    refused: list[str] = []
    for work in (
        lambda: change_farmer(farmer_id, FarmerTerms(name="X"), seen=2, by=group, now=NOW),
        lambda: take_farmer_back(farmer_id, seen=2, by=group, now=NOW),
    ):
        try:
            market.do(work)
        except MarketError as no:
            refused.append(no.code)
    assert refused == ["farmer.erased", "farmer.erased"]


def test_a_refused_farmer_leaves_no_trace(market: Market) -> None:
    group = market.a_producer()
    with pytest.raises(Refused):
        a_farmer(market, group, national_id="12")
    with market.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Farmer)) == 0
