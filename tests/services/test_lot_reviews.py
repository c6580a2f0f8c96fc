"""Facilitators publish, send back, reject, hold and release lots; never their own, never against a rule."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.accounts import OrganizationKind
from marketplace.domain.errors import NotAllowed, Refused, Stale
from marketplace.domain.lots import LotState
from marketplace.domain.prices import ReferenceFigure, ReferenceKind
from marketplace.services import lot_reviews as services
from marketplace.services.references import set_reference_prices
from tests.lot_desk import Desk
from tests.market import NOW, Market
from tests.races import race

NOTE = "The cut test photo is missing."


@pytest.fixture
def desk(market: Market) -> Desk:
    return Desk(market)


def test_a_published_lot_is_on_the_list_from_that_moment(desk: Desk) -> None:
    row = desk.row(desk.published())
    assert (row.state, row.is_listed, row.published_at) == (LotState.PUBLISHED, True, NOW)


def test_rules_are_looked_at_again_on_the_day_of_publication(desk: Desk) -> None:
    lot_id = desk.sent()
    dearer = ReferenceFigure(ReferenceKind.FARM_GATE, Decimal(14), date(2026, 11, 20))
    desk.do(set_reference_prices, [dearer], "test", is_fictional=True, by=desk.facilitator)
    with pytest.raises(Refused) as no:
        desk.do(services.publish_lot, lot_id, seen=None, by=desk.facilitator, now=NOW)
    assert no.value.code == "price.farm_gate_below_reference"


@pytest.mark.parametrize(
    ("service", "state"),
    [
        (services.return_lot, LotState.DRAFT),
        (services.reject_lot, LotState.REJECTED),
        (services.hold_lot, LotState.HELD),
    ],
)
def test_a_no_comes_with_its_reason(desk: Desk, service: Callable[..., Any], state: LotState) -> None:
    lot_id = desk.sent()
    desk.do(service, lot_id, NOTE, seen=None, by=desk.facilitator, now=NOW)
    assert (desk.row(lot_id).state, desk.row(lot_id).review_note) == (state, NOTE)


@pytest.mark.parametrize("note", ["", "   ", "too short"])
def test_a_no_without_a_reason_is_refused(desk: Desk, note: str) -> None:
    with pytest.raises(Refused) as no:
        desk.do(services.return_lot, desk.sent(), note, seen=None, by=desk.facilitator, now=NOW)
    assert no.value.code == "lot.note_missing"


def test_a_held_lot_is_checked_anew(desk: Desk) -> None:
    lot_id = desk.published()
    desk.do(services.hold_lot, lot_id, NOTE, seen=None, by=desk.facilitator, now=NOW)
    desk.do(services.release_lot, lot_id, seen=None, by=desk.facilitator, now=NOW)
    assert desk.row(lot_id).state is LotState.IN_REVIEW


def test_a_lot_that_comes_back_keeps_its_place_in_the_list(desk: Desk) -> None:
    lot_id, later = desk.published(), NOW + timedelta(days=2)
    desk.do(services.hold_lot, lot_id, NOTE, seen=None, by=desk.facilitator, now=later)
    desk.do(services.release_lot, lot_id, seen=None, by=desk.facilitator, now=later)
    desk.do(services.publish_lot, lot_id, seen=None, by=desk.facilitator, now=later)
    assert desk.row(lot_id).published_at == NOW


def test_groups_do_not_judge_their_own(desk: Desk) -> None:
    with pytest.raises(NotAllowed) as no:
        desk.do(services.publish_lot, desk.sent(), seen=None, by=desk.seller, now=NOW)
    assert no.value.code == "act.facilitators_only"


def test_a_facilitator_who_belongs_to_the_group_steps_aside(desk: Desk) -> None:
    alliance = desk.market.an_organization(OrganizationKind.ALLIANCE)
    both = desk.market.a_person(alliance)
    party = replace(both, organization_ids=both.organization_ids | desk.seller.organization_ids)
    with pytest.raises(NotAllowed) as no:
        desk.do(services.publish_lot, desk.sent(), seen=None, by=party, now=NOW)
    assert no.value.code == "act.party_may_not_judge"


def test_two_facilitators_judge_one_lot_and_the_second_is_told(desk: Desk) -> None:
    lot_id = desk.sent()
    seen = desk.row(lot_id).version
    outcomes = race(
        desk.market,
        ("lots", lot_id),
        lambda: desk.do(services.publish_lot, lot_id, seen=seen, by=desk.facilitator, now=NOW) and None,
        lambda: desk.do(services.reject_lot, lot_id, NOTE, seen=seen, by=desk.facilitator, now=NOW) and None,
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "Stale"]
    assert any(isinstance(each, Stale) for each in outcomes)
