"""A plot is walked on a phone in a place without signal, kept through a reload, and sent once when there is signal."""

from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Page, expect

from marketplace.domain.plots.land import PlotTerms
from marketplace.domain.plots.register import PlotSource
from marketplace.models.base import db
from marketplace.models.rows.traces.plots import Plot
from marketplace.seed.people import PASSWORD, address_of
from marketplace.services.plots.recording import redraw_plot
from tests.browser.chromium import served
from tests.browser.people import PHONE, Person
from tests.browser.walking import SQUARE, begin_walk, walk
from tests.land import a_farmer, a_plot, a_square
from tests.market import NOW, World

pytestmark = pytest.mark.browser


def plots_of(world: World, farmer_id: int) -> list[tuple[str, Decimal | None]]:
    """Say how the farmer's plots became known, and how large they are."""
    query = db.select(Plot.source, Plot.area).where(Plot.farmer_id == farmer_id)
    return world.market.do(lambda: [(str(source), area) for source, area in db.session.execute(query)])


def source_of(world: World, plot_id: int) -> str:
    """Say how the outline that counts became known."""
    return str(world.market.do(lambda: db.session.get_one(Plot, plot_id).source))


def sit(browser: Browser, address: str, language: str = "es") -> Person:
    person = Person(browser, address, email=address_of("YANA"), language=language, window=PHONE)
    person.page.context.grant_permissions(["geolocation"], origin=address)
    return person


def wait_until_kept(page: Page) -> None:
    """Wait until the browser has put the page by for places without signal."""
    page.locator("#plot-map[data-offline='ready']").wait_for(state="attached")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def test_a_walk_without_signal_is_kept_and_sent_once(browser: Browser, world: World) -> None:
    world.market.app.config["WTF_CSRF_ENABLED"] = True
    group = world.cast.groups[2]
    farmer = a_farmer(world.market, group)
    a_plot(world.market, group, farmer, shape=a_square(east=2000))
    with served(world.market.app) as address:
        person = sit(browser, address)
        page = person.page
        person.go(f"/farmers/{farmer}/plots/new")
        wait_until_kept(page)
        page.context.set_offline(True)
        page.reload()
        begin_walk(page, SQUARE[0])
        walk(page, SQUARE[:3])
        person.look()
        page.reload()
        expect(page.locator("#plot-resume")).to_be_visible()
        begin_walk(page, SQUARE[2], "#plot-resume")
        walk(page, SQUARE[2:])
        page.locator("#plot-close").click()
        assert int(page.locator("#plot-count").inner_text()) < 7
        page.locator("main button.main").click()
        expect(page.locator("#plot-queue h2")).to_contain_text("1 parcela")
        page.reload()
        expect(page.locator("#plot-queue h2")).to_contain_text("1 parcela")
        assert len(plots_of(world, farmer)) == 1
        page.context.set_offline(False)
        page.locator("#plot-queue button").click()
        expect(page.locator(".plot-sent a")).to_have_count(1)
        person.look()
        assert page.evaluate("PlotQueue.list().length") == 0
    (__, walked) = plots_of(world, farmer)
    assert walked[0] == "walked"
    assert walked[1] is not None
    assert abs(walked[1] - Decimal("2.06")) < Decimal("0.05")


def test_a_plot_that_changed_meanwhile_is_never_overwritten_unseen(browser: Browser, world: World) -> None:
    world.market.app.config["WTF_CSRF_ENABLED"] = True
    group = world.cast.groups[2]
    plot_id = a_plot(world.market, group, shape=a_square())
    with served(world.market.app) as address:
        person = sit(browser, address)
        page = person.page
        person.go(f"/plots/{plot_id}/draw")
        page.locator("#plot-ground").focus()
        for key in ("n", "Shift+ArrowLeft", "Shift+ArrowDown"):
            page.keyboard.press(key)
        larger = a_square(side=1600)
        world.market.do(
            redraw_plot, plot_id, PlotTerms(shape=larger, source=PlotSource.IMPORTED), seen=None, by=group, now=NOW
        )
        page.locator("main button.main").click()
        page.locator("main .flash.is-warning").wait_for()
        person.look()
        assert page.locator(".plot-meanwhile").count() == 1
        assert source_of(world, plot_id) == "imported"
        person.send()
        assert page.url == f"{address}/plots/{plot_id}"
    assert source_of(world, plot_id) == "drawn"


def test_a_session_that_ended_loses_nothing(browser: Browser, world: World) -> None:
    world.market.app.config["WTF_CSRF_ENABLED"] = True
    farmer = a_farmer(world.market, world.cast.groups[2])
    with served(world.market.app) as address:
        person = sit(browser, address, "en")
        page = person.page
        person.go(f"/farmers/{farmer}/plots/new")
        begin_walk(page, SQUARE[0], "#plot-here")
        page.context.clear_cookies(name="mazorca")
        person.fill(declared_area="1.5", name="La Esperanza")
        page.locator("main button.main").click()
        person.follow(page.locator(".plot-waiting a"))
        person.fill(email=address_of("YANA"), password=PASSWORD)
        page.locator("main button.main").click()
        expect(page.locator(".plot-sent a")).to_have_count(1)
        person.follow(page.locator(".plot-sent a"))
        assert "La Esperanza" in page.locator("h1").inner_text()
    assert plots_of(world, farmer) == [("walked", None)]
