"""A facilitator's condition is open until both sides have taken note of it, and nothing leaves before."""

import pytest

from marketplace.domain.contracts.clauses import SampleBasis
from marketplace.domain.contracts.life import SIGNING_TIME
from marketplace.domain.contracts.milestones import MilestoneStep, Report
from marketplace.domain.errors import NotAllowed, Refused, Stale
from marketplace.domain.turns import Task
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.record.turns import Turn
from marketplace.queries.contracts.showing import get_contract
from marketplace.services.contracts import judging, milestones, noting
from tests import agreements
from tests.agreements import Agreed
from tests.market import NOW, Market
from tests.races import race
from tests.signing import let_go_on

CONDITION = "The organic certificate is renewed before shipment."


@pytest.fixture
def agreed(market: Market) -> Agreed:
    """A contract that was approved on a condition."""
    found = agreements.signed(market, sample_basis=SampleBasis.NONE)
    market.do(let_go_on, found.id)
    market.do(judging.approve_contract, found.id, CONDITION, seen=found.seen, by=found.facilitator, now=NOW)
    return found


def acknowledge(agreed: Agreed, by: Viewer) -> None:
    agreed.market.do(noting.acknowledge_condition, agreed.id, seen=agreed.seen, by=by, now=NOW)


def make_ready(agreed: Agreed) -> None:
    given = Report(MilestoneStep.MAKE_READY, NOW.date(), None)
    agreed.market.do(milestones.report_milestone, agreed.id, given, seen=agreed.seen, by=agreed.producer, now=NOW)


def asked(agreed: Agreed) -> set[tuple[int | None, object]]:
    rows = agreed.market.do(lambda: db.session.query(Turn).filter_by(task=Task.CONTRACT_ACKNOWLEDGE).all())
    return {(each.organization_id, each.due_at) for each in rows}


def test_both_sides_are_asked_to_take_note(agreed: Agreed) -> None:
    due = NOW + SIGNING_TIME
    assert asked(agreed) == {(agreed.producer.organization_id, due), (agreed.maker.organization_id, due)}


def test_who_took_note_is_asked_no_more_and_the_page_says_who_still_is(agreed: Agreed) -> None:
    acknowledge(agreed, agreed.producer)
    page = agreed.market.do(get_contract, agreed.id, agreed.maker, now=NOW)
    assert page.condition is not None
    assert (page.condition.words, page.condition.noted, page.condition.unread_by) == (
        CONDITION,
        ((agreed.producer.organization_id, NOW),),
        (agreed.maker.organization_id,),
    )
    assert [each for each, _due in asked(agreed)] == [agreed.maker.organization_id]


def test_nothing_is_made_ready_before_both_took_note(agreed: Agreed) -> None:
    acknowledge(agreed, agreed.producer)
    with pytest.raises(Refused, match=r"contract\.condition_unread"):
        make_ready(agreed)
    acknowledge(agreed, agreed.maker)
    make_ready(agreed)
    assert asked(agreed) == set()


def test_nobody_takes_note_twice_or_for_the_other_side(agreed: Agreed) -> None:
    acknowledge(agreed, agreed.maker)
    with pytest.raises(Refused, match=r"contract\.no_condition"):
        acknowledge(agreed, agreed.maker)
    with pytest.raises(NotAllowed):
        acknowledge(agreed, agreed.facilitator)


def test_without_a_condition_there_is_nothing_to_take_note_of(market: Market) -> None:
    agreed = agreements.approved(market)
    with pytest.raises(Refused, match=r"contract\.no_condition"):
        acknowledge(agreed, agreed.maker)
    assert market.do(get_contract, agreed.id, agreed.maker, now=NOW).condition is None


def test_of_two_who_take_note_at_once_one_looks_again(market: Market, agreed: Agreed) -> None:
    seen = agreed.seen
    works = [
        lambda side=side: market.do(noting.acknowledge_condition, agreed.id, seen=seen, by=side, now=NOW)
        for side in (agreed.producer, agreed.maker)
    ]
    outcomes = race(market, ("lots", agreed.row.lot_id), *works)
    assert [type(each) for each in outcomes if each] == [Stale]
    assert [agreed.row.producer_noted_at, agreed.row.maker_noted_at].count(NOW) == 1
