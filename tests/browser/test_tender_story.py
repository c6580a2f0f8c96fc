"""A sealed-bid round in a real browser: opened on a phone, bid in, closed, checked by a stranger, made contracts."""

import hashlib
import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser

from marketplace import clock
from marketplace.domain.ids import TenderId
from marketplace.models.base import db
from marketplace.models.rows.bidding.tenders import Tender
from marketplace.seed.people import address_of
from marketplace.services.tenders.closing import close_tender
from tests.browser.chromium import barriers, served, sideways_scroll
from tests.browser.people import DESK, PHONE, Person
from tests.market import World

pytestmark = pytest.mark.browser

LOT = "MORA-26-02"
LIMA = ZoneInfo("America/Lima")


def open_round(producer: Person) -> str:
    """Put the whole lot up for three days; return the address of the round."""
    producer.go(f"/lots/{LOT}")
    producer.page.locator("main .tools summary").click()
    producer.follow(producer.page.locator(f"main a[href='/tenders/for/{LOT}']"))
    ends = (clock.now() + timedelta(days=3)).astimezone(LIMA).strftime("%Y-%m-%dT%H:%M")
    producer.fill(bags="20", parcel="5", minimum="6700", closes_at=ends, tie_rule="draw", feedback="light")
    producer.send()
    return producer.page.url.removeprefix(producer.address)


def bid(maker: Person, address: str, *, bags: str, least: str, amount: str) -> str:
    """Read the promise, tick it and seal it; return what the page says then."""
    maker.go(address)
    maker.fill(bags=bags, least_bags=least, amount=amount)
    maker.send()
    assert maker.page.locator("main .promise").count() == 1
    maker.fill(binding="y")
    maker.send()
    return maker.page.locator("main").inner_text()


def close(world: World, address: str) -> None:
    """Do what the worker does when the time is over."""
    tender_id = TenderId(int(address.rpartition("/")[2]))
    row = world.market.do(lambda: db.session.get_one(Tender, tender_id))
    assert world.market.do(close_tender, tender_id, now=row.closes_at + timedelta(seconds=5))


def check_as_a_stranger(browser: Browser, address: str) -> str:
    """Read the result without signing in, and compute the commitment and the draw again."""
    page = browser.new_context(viewport=PHONE, locale="en-GB").new_page()
    page.goto(address)
    assert barriers(page) == []
    assert sideways_scroll(page) == 0
    text = page.locator("main").inner_text()
    salt, least = re.findall(r"printf '%s' '([0-9a-f]{32}):([0-9.]+)'", text)[0]
    assert hashlib.sha256(f"{salt}:{least}".encode()).hexdigest() in text
    receipts = re.findall(r"\b[0-9a-f]{16}\b", page.locator("main table").first.inner_text())
    drawn = [hashlib.sha256(f"{salt}:{receipt}".encode()).hexdigest() for receipt in receipts]
    assert len(receipts) == 2
    assert drawn == sorted(drawn)
    return text


@pytest.mark.parametrize(("language", "awarded"), [("es", "Adjudicada"), ("en", "Awarded")])
def test_from_the_published_rules_to_the_contracts_of_the_winners(
    world: World, browser: Browser, *, language: str, awarded: str
) -> None:
    world.market.app.config["WTF_CSRF_ENABLED"] = True
    with served(world.market.app) as address:
        producer = Person(browser, address, email=address_of("MORA"), language=language, window=PHONE)
        first = Person(browser, address, email=address_of("Atelier1"), language=language, window=DESK)
        second = Person(browser, address, email=address_of("Nordkaj2"), language=language, window=PHONE)
        here = open_round(producer)
        own = bid(first, here, bags="10", least="5", amount="7000")
        bid(second, here, bags="15", least="5", amount="6900")
        bid(second, here, bags="15", least="5", amount="7000")
        producer.go(here)
        secret = producer.page.locator("main").inner_text()
        close(world, here)
        result = check_as_a_stranger(browser, f"{address}{here}/result")
        producer.go(f"{here}/result")
        producer.send("main form[action$='/confirm'] button")
        state = producer.page.locator("main").inner_text()
        first.go(f"{here}/result")
        first.follow(first.page.locator("main a.main"))
    assert "7,000" in own
    assert "7,000" not in secret
    assert "Atelier" not in result
    assert awarded in state
    assert "/contracts/" in first.page.url
