"""The map for drawing plots: its geometry, its keys and fingers, and the plain form without any script."""

from collections.abc import Iterator
from math import cos, pi, sin
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from marketplace.domain.plots.shapes import Shape, polygon
from marketplace.geodata.measuring import area_of, perimeter_of
from marketplace.seed.people import address_of
from marketplace.web.assets import FOLDER
from tests.browser.chromium import served
from tests.browser.people import DESK, PHONE, Person
from tests.browser.walking import stand
from tests.land import a_farmer, a_plot, a_square
from tests.market import World

pytestmark = pytest.mark.browser
BOW_TIE = [[0, 0], [1000, 1000], [1000, 0], [0, 1000]]
EIGHT = """+ Enter ArrowRight ArrowRight ArrowDown ArrowDown Enter ArrowUp ArrowUp Enter
ArrowLeft ArrowLeft ArrowDown ArrowDown Enter"""
"""The keys that draw an eight."""


@pytest.fixture(scope="module")
def geometry(chromium: Browser) -> Iterator[Page]:
    """A page that knows the script's geometry and nothing else."""
    page = chromium.new_page()
    page.add_script_tag(content=(Path(FOLDER) / "plots-geometry.js").read_text())
    yield page
    page.close()


def a_blob(lon: int, lat: int, *, size: int) -> Shape:
    """Draw an outline of forty corners around a place, like a bean."""
    corners = [
        (
            lon + round(size * cos(turn) * (1 + 0.3 * sin(2 * turn))),
            lat + round(size * sin(turn) * (1 - 0.2 * cos(turn))),
        )
        for turn in (2 * pi * step / 40 for step in range(40))
    ]
    return polygon([*corners, corners[0]])


@pytest.mark.parametrize("lat", [-100_000, -8_450_000, -18_300_000])
@pytest.mark.parametrize("size", [150, 900, 20_000])
def test_the_phone_measures_as_the_ellipsoid_does(geometry: Page, lat: int, size: int) -> None:
    shape = a_blob(-76_320_000, lat, size=size)
    ring = [[*each] for each in shape.rings[0][:-1]]
    area, length = geometry.evaluate("ring => [PlotGeometry.area(ring), PlotGeometry.length(ring)]", ring)
    assert abs(area / 10_000 / float(area_of(shape)) - 1) < 0.005
    assert abs(length / float(perimeter_of(shape)) - 1) < 0.005


@pytest.mark.parametrize(
    ("ring", "sides"),
    [
        (BOW_TIE, [0, 2]),
        ([[0, 0], [1000, 0], [1000, 1000], [0, 1000]], None),
        ([[0, 0], [1000, 0], [1000, 1000], [500, 1000], [500, 0]], [0, 3]),
        ([[0, 0], [1000, 0], [400, 0], [400, 900]], [0, 1]),
        ([[0, 0], [1000, 0]], None),
    ],
    ids=["eight", "square", "touches", "goes back", "two corners"],
)
def test_a_border_that_crosses_itself_is_found_where_it_does(
    geometry: Page, ring: list[list[int]], sides: list[int] | None
) -> None:
    found = geometry.evaluate("ring => PlotGeometry.crossing(ring)?.sides || null", ring)
    assert found == sides


def test_a_walk_becomes_few_corners_and_stray_points_go(geometry: Page) -> None:
    walk = [[x * 40, (x % 2) * 4] for x in range(30)] + [[1160, y * 40] for y in range(1, 30)]
    walk += [[1160 - x * 40, 1160] for x in range(1, 30)] + [[0, 1160 - y * 40] for y in range(1, 29)]
    walk.insert(15, [580, 9000])
    ring = geometry.evaluate("walk => PlotGeometry.ringOf(walk, 2)", walk)
    assert len(ring) == 4
    assert max(lat for _lon, lat in ring) == 1160


def sit(browser: Browser, address: str, *, language: str = "en", at_desk: bool = False) -> Person:
    window = DESK if at_desk else PHONE
    return Person(browser, address, email=address_of("YANA"), language=language, window=window)


def test_a_plot_is_drawn_mended_and_recorded_by_keys_alone(browser: Browser, world: World) -> None:
    group = world.cast.groups[2]
    farmer = a_farmer(world.market, group)
    a_plot(world.market, group, farmer)
    with served(world.market.app) as address:
        person = sit(browser, address, at_desk=True)
        person.go(f"/farmers/{farmer}/plots/new")
        page = person.page
        page.locator("#plot-ground").focus()
        for key in EIGHT.split():
            page.keyboard.press(key)
        expect(page.locator("#plot-fault")).to_contain_text("crosses itself")
        assert page.locator(".plot-crossing").count() == 1
        person.look()
        for key in ("p", "Delete", "z", "Escape", "n", "n", "Delete"):
            page.keyboard.press(key)
        expect(page.locator("#plot-fault")).to_have_text("")
        expect(page.locator("#plot-count")).to_have_text("3")
        page.locator("main button.main").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        person.look()
        assert "/plots/" in page.url


def test_fingers_set_choose_drag_and_zoom(browser: Browser, world: World) -> None:
    farmer = a_farmer(world.market, world.cast.groups[2])
    with served(world.market.app) as address:
        person = sit(browser, address)
        page = person.page
        page.context.grant_permissions(["geolocation"], origin=address)
        person.go(f"/farmers/{farmer}/plots/new")
        stand(page, (0, 0), accuracy=80)
        page.locator("#plot-here").click()
        expect(page.locator("#plot-said")).to_contain_text("weak")
        stand(page, (0, 0))
        expect(page.locator("#plot-count")).to_have_text("1")
        frame = page.locator("#plot-ground").bounding_box()
        assert frame
        x, y = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
        page.mouse.click(x + 60, y)
        page.mouse.click(x + 60, y + 60)
        expect(page.locator("#plot-count")).to_have_text("3")
        before = page.locator("[name=shape]").input_value().splitlines()
        page.mouse.move(x + 60, y + 60)
        page.mouse.down()
        page.mouse.move(x + 20, y + 80, steps=4)
        page.mouse.up()
        after = page.locator("[name=shape]").input_value().splitlines()
        assert before[:2] == after[:2]
        assert before[2] != after[2]
        page.locator("#plot-remove").click()
        expect(page.locator("#plot-count")).to_have_text("2")
        expect(page.locator("#plot-fault")).to_contain_text("Two corners")
        person.look()


def lines(shape: Shape) -> list[str]:
    return [f"{lat / 1e6:.6f}, {lon / 1e6:.6f}" for lon, lat in shape.rings[0][:-1]]


def test_without_a_script_the_form_shows_what_is_wrong_and_offers_to_mend_it(browser: Browser, world: World) -> None:
    world.market.app.config["WTF_CSRF_ENABLED"] = True
    farmer = a_farmer(world.market, world.cast.groups[2])
    with served(world.market.app) as address:
        person = sit(browser, address, language="es")
        kept = person.page.context.storage_state()
        plain = browser.new_context(viewport=PHONE, java_script_enabled=False, storage_state=kept)
        page = plain.new_page()
        page.goto(f"{address}/farmers/{farmer}/plots/new")
        page.locator("details.plot-typing summary").click()
        corners = lines(a_square())
        crossed = [corners[0], corners[2].replace(".", ","), corners[1], corners[3]]
        page.locator("[name=shape]").fill("\n".join(crossed))
        page.locator("[name=name]").fill("El Mirador")
        page.locator("main button.main").click()
        told = page.locator(".plot-told").inner_text()
        assert "esquina" in told
        assert page.locator(".plot-shown svg").count() == 1
        assert page.locator("[name=name]").input_value() == "El Mirador"
        page.locator("button[name=repair]").first.click()
        assert page.locator(".plot-told").count() == 0
        page.locator("main button.main").click()
        assert "El Mirador" in page.locator("h1").inner_text()
