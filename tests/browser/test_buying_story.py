"""Three ways to buy in a real browser: reserving bags, buying at list price, and an offer to chosen makers."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from marketplace import clock
from marketplace.models.base import db
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization
from marketplace.seed.people import address_of
from tests.browser.chromium import served
from tests.browser.people import DESK, PHONE, Person
from tests.market import World

pytestmark = pytest.mark.browser

LOT, FIRM = "YANA-26-01", "CURI-26-02"


def in_days(days: int) -> str:
    return (clock.now().date() + timedelta(days=days)).isoformat()


def mean_it(person: Person) -> None:
    """Read what is promised, tick that it is meant, and press the one button."""
    person.page.locator("main [name='is_meant']").check()
    person.send()


def reserve(maker: Person) -> tuple[str, str]:
    """Reserve bags, first for longer than anybody may; return what was promised, and where."""
    maker.go(f"/lots/{LOT}/bid")
    maker.page.locator("main summary", has_text="solo reservar").click()
    maker.fill(bags="20", price_amount="5600", destination="FR", reserved_until=in_days(300), reservation_percent="15")
    assert "184" in maker.be_refused()
    assert maker.page.locator("[name='reservation_percent']").input_value() == "15"
    maker.fill(reserved_until=in_days(120))
    maker.send()
    said = maker.page.locator("#promise").inner_text()
    mean_it(maker)
    return said, maker.page.url.removeprefix(maker.address)


def accept(side: Person, place: str) -> str:
    """Say yes to what stands; return the words of the contract that is drafted, unfolded."""
    side.go(place)
    mean_it(side)
    assert "/contracts/" in side.page.url
    for chapter in side.page.locator("main details.chapter > summary").all():
        chapter.click()
    return side.page.locator("main").inner_text()


def buy(maker: Person) -> str:
    """Buy at list price; return what the page says afterwards."""
    maker.go(f"/lots/{FIRM}")
    maker.follow(maker.page.locator(f"main a[href='/lots/{FIRM}/buy']").first)
    maker.fill(destination="FR")
    maker.send()
    assert "at the list price of" in maker.page.locator("#promise").inner_text()
    mean_it(maker)
    return maker.page.locator(".flash").inner_text()


def offer(group: Person, world: World, names: tuple[str, str]) -> None:
    """Offer bags to two makers, after a first try that names nobody."""
    group.go(f"/lots/{LOT}/offer")
    group.fill(bags="30", price_amount="5500", destination="FR")
    assert "makers" in group.be_refused().lower()
    for name in names:
        query = select(Organization.id).where(Organization.name == name)
        chosen = str(world.market.do(db.session.scalar, query))
        group.page.locator(f"main [name='makers'][value='{chosen}']").check()
    group.send()
    mean_it(group)


def left(world: World) -> int:
    return world.market.do(lambda: db.session.query(Lot).filter_by(code=LOT).one().remaining_bags)


def test_bags_are_reserved_bought_at_list_price_and_offered_to_chosen_makers(world: World, browser: Browser) -> None:
    before = left(world)
    world.market.app.config["WTF_CSRF_ENABLED"] = True
    with served(world.market.app) as address:
        maker = Person(browser, address, email=address_of("Atelier1"), language="es", window=PHONE)
        group = Person(browser, address, email=address_of("YANA"), language="es", window=PHONE)
        promised, place = reserve(maker)
        reservation = accept(group, place)
        maker.go("/language/en")
        group.go("/language/en")
        bought = buy(maker)
        offer(group, world, ("Atelier Roussette & Fils", "Nordkaj Chokolade"))
        other = Person(browser, address, email=address_of("Nordkaj2"), language="en", window=DESK)
        other.go("/inbox")
        other.follow(other.page.locator("main a[href^='/bids/']").first)
        seen = other.page.locator("main").inner_text()
        accept(other, other.page.url.removeprefix(other.address))
    assert "15\N{NARROW NO-BREAK SPACE}%" in promised
    assert "15\N{NARROW NO-BREAK SPACE}%" in reservation
    assert "Bought" in bought
    assert "Atelier" not in seen
    assert left(world) == before - 20 - 30
