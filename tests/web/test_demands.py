"""The pages about demands: what each viewer reads, a demand stated in steps, and nothing that was typed lost."""

import re
from typing import Any

import pytest
from sqlalchemy import event, select

from marketplace.domain.accounts import VerificationState
from marketplace.domain.demands import DemandState
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.market.demands import Demand
from tests.forms.test_demand_forms import DELIVERY, FLAVOUR, RECIPE, VOLUME
from tests.market import Browser, Market, World

MOST_STATEMENTS = 12


def state_of(market: Market, code: str) -> DemandState:
    return market.do(lambda: db.session.scalars(select(Demand.state).where(Demand.code == code)).one())


def started(browser: Browser, like: str = "") -> str:
    address = browser.post("/demands/new", {"like": like}).location
    assert address is not None
    return address.rsplit("/", 1)[0]


def statements(world: World, viewer: Viewer, *, address: str) -> int:
    browser, counted = world.market.browser(viewer), []
    browser.get(address)

    def count(*_: Any) -> None:
        counted.append(1)

    with world.market.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        assert browser.get(address).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(counted)


def test_strangers_are_led_to_the_sign_in(market: Market) -> None:
    answer = market.browser().get("/demands")
    assert (answer.status_code, "/sign-in" in (answer.location or "")) == (303, True)


def test_a_maker_reads_its_own_demands_with_their_ceilings(world: World) -> None:
    page = world.market.browser(world.cast.makers[1]).get("/demands").text
    assert "Floral 75% single origin" in page
    assert "7,200" in page
    assert "Berry bar, Nordic pop-up" not in page


def test_a_group_reads_what_makers_seek_and_which_of_its_lots_fit(world: World) -> None:
    page = world.market.browser(world.cast.groups[2]).get("/demands").text
    assert "Floral 75% single origin" in page
    assert "Atelier Roussette" in page
    assert "YANA-26-01" in page


@pytest.mark.parametrize("address", ["/demands", "/demands/D-2026-00001", "/demands/for/YANA-26-01"])
def test_no_page_tells_a_group_the_ceiling(world: World, address: str) -> None:
    page = world.market.browser(world.cast.groups[2]).get(address).text
    assert not re.search(r"7,?200|USD/t", page)


def test_a_group_that_is_not_verified_is_not_told_the_makers_name(market: Market) -> None:
    market.a_demand(market.a_maker(name="Atelier Ficticio"))
    group = market.a_producer(state=VerificationState.UNVERIFIED)
    page = market.browser(group).get("/demands").text
    assert "A maker, France" in page
    assert "Atelier Ficticio" not in page


def test_a_group_finds_the_demands_that_one_of_its_lots_fits(world: World) -> None:
    page = world.market.browser(world.cast.groups[2]).get("/demands?fits=1").text
    assert "Floral 75% single origin" in page
    assert "Impossible ask" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [("flavour=caramel_panela", "Dark milk"), ("destination=JP", "Micro-lot"), ("kg=150", "Starter order, two bags")],
)
def test_filters_in_the_address_narrow_the_list(world: World, query: str, found: str) -> None:
    page = world.market.browser(world.cast.facilitator).get(f"/demands?{query}").text
    assert found in page
    assert "25 t organic base" not in page


def test_a_number_with_two_readings_is_asked_about(world: World) -> None:
    page = world.market.browser(world.cast.groups[2]).get("/demands?kg=1.500").text
    assert "not understood: 1.500" in page


def test_a_long_list_is_paged(market: Market) -> None:
    maker = market.a_maker()
    for number in range(21):
        market.a_demand(maker, title=f"Demand {number}")
    browser = market.browser(maker)
    assert "page=2" in browser.get("/demands").text
    assert browser.get("/demands?page=2").text.count('class="entry-name"') == 1


def test_a_maker_without_demands_is_told_what_to_do(market: Market) -> None:
    assert "You seek nothing yet." in market.browser(market.a_maker()).get("/demands").text


def test_the_page_of_a_demand_tells_lots_prices_and_reasons_in_figures(world: World) -> None:
    page = world.market.browser(world.cast.makers[1]).get("/demands/D-2026-00001").text
    assert "5 lots fit" in page
    assert "6,080 USD/t" in page
    assert "Cadmium 1.05 mg/kg &gt; 0.5 mg/kg" in page
    assert "Moisture 7.2% &gt; 7%" in page


@pytest.mark.parametrize("address", ["/demands", "/demands/D-2026-00001", "/demands?fits=1"])
def test_pages_ask_the_database_a_dozen_times_at_most(world: World, address: str) -> None:
    for viewer in (world.cast.makers[1], world.cast.groups[2], world.cast.facilitator):
        assert statements(world, viewer, address=address) <= MOST_STATEMENTS


def test_a_demand_is_stated_in_four_steps_and_opened(market: Market) -> None:
    maker = market.a_maker()
    market.set_freight()
    browser = market.browser(maker)
    here = started(browser)
    steps = {"flavour": FLAVOUR, "limits": RECIPE, "volume": VOLUME, "delivery": DELIVERY}
    led = [browser.post(f"{here}/{step}", {**fields, "do": "save"}).location for step, fields in steps.items()]
    assert led[-1] == "/demands/D-2026-00001"
    browser.post("/demands/D-2026-00001/open", {"version": "1"})
    assert state_of(market, "D-2026-00001") is DemandState.OPEN


def test_a_faulty_step_is_kept_as_typed_and_told(market: Market) -> None:
    browser = market.browser(market.a_maker())
    here = started(browser)
    answer = browser.post(f"{here}/flavour", {**FLAVOUR, "cacao": "4,7", "do": "save"})
    assert (answer.status_code, 'value="4,7"' in answer.text) == (422, True)
    assert "This can be read in two ways. Write 4.7 or 47." in answer.text
    assert 'value="4,7"' in browser.get(f"{here}/flavour").text


def test_a_step_sent_again_after_mending_goes_on(market: Market) -> None:
    browser = market.browser(market.a_maker())
    here = started(browser)
    browser.post(f"{here}/flavour", {**FLAVOUR, "title": "", "idempotency_key": "same"})
    answer = browser.post(f"{here}/flavour", {**FLAVOUR, "title": "Floral", "idempotency_key": "same"})
    assert answer.location == f"{here}/limits"


def test_a_step_left_out_is_shown_before_the_draft_is_saved(market: Market) -> None:
    browser = market.browser(market.a_maker())
    market.set_freight()
    here = started(browser)
    browser.post(f"{here}/flavour", FLAVOUR)
    browser.post(f"{here}/volume", VOLUME)
    assert browser.post(f"{here}/delivery", DELIVERY).location == f"{here}/limits?check=1"


def test_a_target_starts_from_a_lot_one_likes(world: World) -> None:
    browser = world.market.browser(world.cast.makers[1])
    here = started(browser, like="YANA-26-01")
    page = browser.get(f"{here}/flavour").text
    assert re.search(r'id="fresh_fruit_total"[^>]*value="4.0"', page)
    assert "What you seek" in page


def test_a_preview_shows_how_the_cadmium_limit_comes_about(world: World) -> None:
    browser = world.market.browser(world.cast.makers[1])
    here = started(browser)
    answer = browser.post(f"{here}/limits", {**RECIPE, "do": "preview"})
    assert "for safety = 1.107 mg/kg in the beans." in browser.get(answer.location or "").text


def test_a_draft_is_changed_one_step_at_a_time(market: Market) -> None:
    maker = market.a_maker()
    market.a_demand(maker, code="DRAFT", state=DemandState.DRAFT)
    browser = market.browser(maker)
    browser.post("/demands/DRAFT/edit/volume", {**VOLUME, "volume_max": "9", "version": "1", "do": "save"})
    assert "9,000 kg" in browser.get("/demands/DRAFT").text


def test_a_preview_of_a_draft_changes_nothing(market: Market) -> None:
    maker = market.a_maker()
    market.a_demand(maker, code="DRAFT", state=DemandState.DRAFT)
    browser = market.browser(maker)
    answer = browser.post("/demands/DRAFT/edit/flavour", {**FLAVOUR, "title": "New", "version": "1", "do": "preview"})
    assert 'value="New"' in answer.text
    assert "New" not in browser.get("/demands/DRAFT").text


def test_a_change_after_somebody_elses_is_told(market: Market) -> None:
    maker = market.a_maker()
    market.a_demand(maker, code="DRAFT", state=DemandState.DRAFT)
    browser = market.browser(maker)
    answers = [
        browser.post("/demands/DRAFT/edit/volume", {**VOLUME, "volume_max": most, "version": "1", "do": "save"})
        for most in ("8", "9")
    ]
    assert [each.status_code for each in answers] == [303, 409]


def test_a_draft_without_a_target_is_not_opened_and_says_why(market: Market) -> None:
    maker = market.a_maker()
    market.a_demand(maker, code="DRAFT", state=DemandState.DRAFT, target_profile={}, weights={})
    answer = market.browser(maker).post("/demands/DRAFT/open", {"version": "1"})
    assert answer.status_code == 422
    assert "A demand needs a flavour to aim at" in answer.text


def test_a_double_click_opens_once(market: Market) -> None:
    maker = market.a_maker()
    market.a_demand(maker, code="DRAFT", state=DemandState.DRAFT)
    browser = market.browser(maker)
    answers = [browser.post("/demands/DRAFT/open", {"version": "1", "idempotency_key": "one"}) for _ in range(2)]
    assert [each.location for each in answers] == ["/demands/DRAFT", "/demands/DRAFT"]


def test_a_lots_page_leads_to_the_demands_that_it_fits(world: World) -> None:
    browser = world.market.browser(world.cast.makers[1])
    assert "/demands/for/YANA-26-01" in browser.get("/lots/YANA-26-01").text
    page = browser.get("/demands/for/YANA-26-01").text
    assert "Floral 75% single origin" in page
    assert "6,080 USD/t" in page


def test_pages_keep_their_keys_against_forgery(market: Market) -> None:
    browser = market.browser(market.a_maker())
    here = started(browser)
    browser.post(f"{here}/flavour", {**FLAVOUR, "title": ""})
    market.app.config["WTF_CSRF_ENABLED"] = True
    assert 'name="csrf_token"' in browser.get(f"{here}/flavour").text
