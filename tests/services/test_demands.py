"""A maker states, opens, takes back and takes up its demands; what rests on them does not move under anybody."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from marketplace.domain.accounts import VerificationState
from marketplace.domain.cadmium import Confection, Recipe
from marketplace.domain.demands import DemandState, DemandTerms
from marketplace.domain.errors import NotAllowed, NotFound, Refused, Stale
from marketplace.domain.ids import DemandId
from marketplace.domain.viewers import Level, Viewer
from marketplace.models.base import db
from marketplace.models.lots.facts import demand_terms
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.record.events import Event
from marketplace.services import demands as services
from tests.domain.samples import a_demand
from tests.market import NOW, Market


@pytest.fixture
def maker(market: Market) -> Viewer:
    return market.a_maker()


def draft(market: Market, maker: Viewer, *, code: str | None = None, terms: DemandTerms | None = None) -> DemandId:
    return market.do(lambda: services.draft_demand(terms or a_demand(), by=maker, now=NOW, code=code).id)


def opened(market: Market, maker: Viewer) -> DemandId:
    demand_id = draft(market, maker)
    market.do(services.open_demand, demand_id, seen=None, by=maker, now=NOW)
    return demand_id


def row(market: Market, demand_id: DemandId) -> Demand:
    return market.do(lambda: db.session.get_one(Demand, demand_id))


def history(market: Market, demand_id: DemandId) -> list[str]:
    query = select(Event.kind).where(Event.subject_kind == "demand", Event.subject_id == demand_id).order_by(Event.id)
    return market.do(lambda: list(db.session.scalars(query)))


def test_what_is_stated_is_kept_to_the_last_digit(market: Market, maker: Viewer) -> None:
    recipe = Recipe(Confection.DARK, Decimal(70), Decimal("65.5"))
    terms = a_demand(recipe=recipe, tolerances={"cacao": Decimal("0.75")}, notes="One partner.")
    demand_id = draft(market, maker, terms=terms)
    assert market.do(lambda: demand_terms(db.session.get_one(Demand, demand_id))) == terms


def test_a_demand_is_numbered_by_the_year(market: Market, maker: Viewer) -> None:
    assert row(market, draft(market, maker)).code == "D-2026-00001"


def test_a_code_of_ones_own_is_kept(market: Market, maker: Viewer) -> None:
    assert row(market, draft(market, maker, code="LYON-1")).code == "LYON-1"


def test_a_code_is_given_once(market: Market, maker: Viewer) -> None:
    draft(market, maker, code="LYON-1")
    with pytest.raises(Refused, match=r"demand\.code_taken"):
        draft(market, maker, code="LYON-1")


def test_what_cannot_be_true_is_refused(market: Market, maker: Viewer) -> None:
    with pytest.raises(Refused, match=r"demand\.title_missing"):
        draft(market, maker, terms=a_demand(title=" "))


@pytest.mark.parametrize("code", ["lyon", "-LYON", "LYON 1", "X"])
def test_a_malformed_code_is_refused(market: Market, maker: Viewer, code: str) -> None:
    with pytest.raises(Refused, match=r"demand\.code_malformed"):
        draft(market, maker, code=code)


def test_a_producer_group_states_no_demands(market: Market) -> None:
    with pytest.raises(NotAllowed, match=r"act\.makers_only"):
        draft(market, market.a_producer())


def test_a_reader_states_no_demands(market: Market, maker: Viewer) -> None:
    with pytest.raises(NotAllowed, match=r"act\.readers_may_not"):
        draft(market, market.a_person(maker.organization_id, Level.READER))


def test_only_verified_makers_open(market: Market) -> None:
    maker = market.a_maker(state=VerificationState.UNVERIFIED)
    demand_id = draft(market, maker)
    with pytest.raises(NotAllowed, match=r"act\.verified_only"):
        market.do(services.open_demand, demand_id, seen=None, by=maker, now=NOW)


def test_a_demand_without_a_target_is_not_opened(market: Market, maker: Viewer) -> None:
    demand_id = draft(market, maker, terms=a_demand(target_profile={}, weights={}))
    with pytest.raises(Refused, match=r"demand\.target_missing"):
        market.do(services.open_demand, demand_id, seen=None, by=maker, now=NOW)


def test_a_demand_whose_delivery_is_over_is_not_opened(market: Market, maker: Viewer) -> None:
    past = a_demand(delivery_start=date(2026, 1, 1), delivery_end=date(2026, 2, 1))
    demand_id = draft(market, maker, terms=past)
    with pytest.raises(Refused, match=r"demand\.delivery_over"):
        market.do(services.open_demand, demand_id, seen=None, by=maker, now=NOW)


def test_its_whole_life_is_written_down(market: Market, maker: Viewer) -> None:
    demand_id = opened(market, maker)
    for step in (services.close_demand, services.revise_demand, services.open_demand, services.withdraw_demand):
        market.do(step, demand_id, seen=None, by=maker, now=NOW)
    market.do(services.revise_demand, demand_id, seen=None, by=maker, now=NOW)
    assert row(market, demand_id).state is DemandState.DRAFT
    assert history(market, demand_id) == [
        "demand.drafted",
        "demand.opened",
        "demand.closed",
        "demand.revised",
        "demand.opened",
        "demand.withdrawn",
        "demand.revised",
    ]


def test_a_draft_is_changed(market: Market, maker: Viewer) -> None:
    demand_id = draft(market, maker)
    market.do(services.edit_demand, demand_id, a_demand(max_lots=5), seen=1, by=maker, now=NOW)
    assert row(market, demand_id).max_lots == 5


def test_a_limit_can_be_lifted_again(market: Market, maker: Viewer) -> None:
    demand_id = draft(market, maker, terms=a_demand(cadmium_max=Decimal("0.5")))
    market.do(services.edit_demand, demand_id, a_demand(cadmium_max=None), seen=1, by=maker, now=NOW)
    assert row(market, demand_id).cadmium_max is None


def test_a_change_that_changes_nothing_is_no_event(market: Market, maker: Viewer) -> None:
    demand_id = draft(market, maker)
    market.do(services.edit_demand, demand_id, a_demand(), seen=1, by=maker, now=NOW)
    assert history(market, demand_id) == ["demand.drafted"]


def test_an_open_demand_is_not_changed(market: Market, maker: Viewer) -> None:
    demand_id = opened(market, maker)
    with pytest.raises(Refused, match=r"demand\.not_editable"):
        market.do(services.edit_demand, demand_id, a_demand(max_lots=5), seen=None, by=maker, now=NOW)


def test_the_second_of_two_changes_is_told(market: Market, maker: Viewer) -> None:
    demand_id = draft(market, maker)
    market.do(services.edit_demand, demand_id, a_demand(max_lots=5), seen=1, by=maker, now=NOW)
    with pytest.raises(Stale):
        market.do(services.edit_demand, demand_id, a_demand(max_lots=3), seen=1, by=maker, now=NOW)


def test_another_makers_demand_does_not_exist(market: Market, maker: Viewer) -> None:
    demand_id = opened(market, maker)
    with pytest.raises(NotFound, match=r"demand\.unknown"):
        market.do(services.withdraw_demand, demand_id, seen=None, by=market.a_maker(), now=NOW)


def test_a_facilitator_does_not_withdraw_for_a_maker(market: Market, maker: Viewer) -> None:
    demand_id = opened(market, maker)
    with pytest.raises(NotAllowed, match=r"act\.makers_only"):
        market.do(services.withdraw_demand, demand_id, seen=None, by=market.a_facilitator(), now=NOW)


@pytest.mark.parametrize("step", [services.withdraw_demand, services.revise_demand, services.close_demand])
def test_what_proposals_rest_on_does_not_move(market: Market, maker: Viewer, step: object) -> None:
    market.an_allocation(market.a_producer(), maker)
    demand_id = market.do(lambda: db.session.scalars(select(Demand.id)).one())
    with pytest.raises(Refused, match=r"demand\.answers_pending"):
        market.do(step, demand_id, seen=None, by=maker, now=NOW)  # type: ignore[arg-type]


def test_a_step_that_the_state_does_not_know_is_refused(market: Market, maker: Viewer) -> None:
    demand_id = draft(market, maker)
    with pytest.raises(Refused, match=r"demand\.wrong_state"):
        market.do(services.close_demand, demand_id, seen=None, by=maker, now=NOW)


def test_the_event_says_what_was_changed(market: Market, maker: Viewer) -> None:
    demand_id = draft(market, maker)
    changed = replace(a_demand(), ceiling=replace(a_demand().ceiling, amount=Decimal(7000)))
    market.do(services.edit_demand, demand_id, changed, seen=1, by=maker, now=NOW)
    facts = market.do(lambda: db.session.scalars(select(Event.facts).where(Event.kind == "demand.changed")).one())
    assert [Decimal(each["amount"]) for each in facts["changes"]["ceiling"]] == [7200, 7000]
