"""The facilitators' desk by keyboard only: from the queue to a decision, and to the next contract."""

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.market.lots import Lot
from marketplace.seed.people import PASSWORD, address_of
from tests.browser.chromium import barriers, served, sideways_scroll
from tests.market import World

pytestmark = pytest.mark.browser
MOST_TABS = 60


def contracts_to_judge(world: World, count: int) -> list[int]:
    group, maker = world.cast.groups[2], world.cast.makers[1]
    lot_id = world.market.do(lambda: db.session.scalar(select(Lot.id).where(Lot.code == "YANA-26-01")))
    return [world.market.a_signed_contract(group, maker, bags=10, lot_id=lot_id) for _ in range(count)]


def state_of(world: World, contract_id: int) -> str:
    return str(world.market.do(lambda: db.session.get_one(Contract, contract_id).state.value))


def at_the_desk(browser: Browser, address: str, *, has_script: bool = True) -> Page:
    """Sign in as a facilitator and open the queue, all by keyboard."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, java_script_enabled=has_script)
    page = context.new_page()
    page.goto(f"{address}/language/en")
    page.goto(f"{address}/sign-in?next=/reviews/")
    page.focus("[name='email']")
    page.keyboard.type(address_of("alianza"))
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return page


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the element is focused; its focus must be seen."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.locator(f"{wanted}:focus").count():
            outline = page.locator(f"{wanted}:focus").evaluate("each => getComputedStyle(each).outlineStyle")
            assert outline != "none"
            return
    pytest.fail(f"{wanted} is not reached by Tab")


def test_a_clean_contract_is_approved_without_a_mouse(world: World, browser: Browser) -> None:
    _, second = contracts_to_judge(world, 2)
    with served(world.market.app) as address:
        page = at_the_desk(browser, address)
        for key in ("j", "j", "k", "j"):
            page.keyboard.press(key)
        code = page.locator(":focus").inner_text()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert (barriers(page), sideways_scroll(page)) == ([], 0)
        tab_to(page, "button[formaction$='/approve']")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert code not in page.locator("main table").first.inner_text()
    assert state_of(world, second) == "approved"


def test_a_doubtful_one_is_sent_back_with_a_note_without_a_mouse(world: World, browser: Browser) -> None:
    [only] = contracts_to_judge(world, 1)
    with served(world.market.app) as address:
        page = at_the_desk(browser, address)
        page.goto(f"{address}/reviews/contracts/{only}")
        tab_to(page, "textarea[name='note']")
        page.keyboard.type("Please name the port of shipment.")
        tab_to(page, "button[formaction$='/send_back']")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    assert state_of(world, only) == "returned"


def test_all_of_it_works_without_scripts(world: World, browser: Browser) -> None:
    [only] = contracts_to_judge(world, 1)
    with served(world.market.app) as address:
        page = at_the_desk(browser, address, has_script=False)
        page.goto(f"{address}/reviews/contracts/{only}")
        page.locator("textarea[name='note']").fill("The organic certificate is renewed before shipment.")
        with page.expect_navigation():
            page.locator("button[formaction$='/approve_on_condition']").press("Enter")
    assert state_of(world, only) == "approved"
