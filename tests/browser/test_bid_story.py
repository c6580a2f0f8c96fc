"""A price is found in a real browser: bid, counter, yes; and a bid that is refused, in Spanish and in English."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from marketplace import clock
from marketplace.jobs.bids import sweep
from marketplace.seed.people import address_of
from tests.browser.chromium import served
from tests.browser.people import DESK, PHONE, Person
from tests.market import World

pytestmark = pytest.mark.browser

LOT = "SACHA-26-01"


def mean_it(person: Person) -> None:
    """Tick that it is meant, and press the one button."""
    person.page.locator("main [name='is_meant']").check()
    person.send()


def bid(maker: Person, usd: str) -> str:
    """Bid on the lot, reading back what is promised; return the address of the bid."""
    maker.go(f"/lots/{LOT}/bid")
    maker.fill(bags="50", price_amount=usd, destination="FR")
    maker.page.locator("#promise").wait_for()
    assert usd[0] + "," + usd[1:] in maker.page.locator("#promise .lead").inner_text()
    mean_it(maker)
    return maker.page.url.removeprefix(maker.address).partition("#")[0]


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_bid_is_countered_and_agreed(browser: Browser, world: World, language: str) -> None:
    with served(world.market.app) as address:
        maker = Person(browser, address, email=address_of("Atelier1"), language=language, window=DESK)
        group = Person(browser, address, email=address_of("SACHA"), language=language, window=PHONE)
        place = bid(maker, "4600")
        group.go("/bids")
        group.follow(group.page.locator(f"main a[href='{place}']"))
        group.go(f"{place}/counter")
        group.fill(price_amount="4750")
        group.page.locator("#promise").wait_for()
        mean_it(group)
        maker.go(place)
        assert maker.page.locator(".changes ins").first.inner_text() == "4,750 USD/t"
        mean_it(maker)
        assert "/contracts/" in maker.page.url


def test_a_bid_is_refused_for_a_reason_that_the_other_side_reads(browser: Browser, world: World) -> None:
    with served(world.market.app) as address:
        maker = Person(browser, address, email=address_of("Atelier1"), language="en", window=DESK)
        place = bid(maker, "4500")
        group = Person(browser, address, email=address_of("SACHA"), language="es", window=PHONE)
        group.go(place)
        group.page.locator("details.panel summary").click()
        group.fill(ending="price_too_low", note="Nuestros socios reciben más.")
        group.send("main button.danger")
        maker.go(place)
        assert "Nuestros socios reciben más." in maker.page.locator("main .remark").first.inner_text()


@pytest.mark.parametrize(
    ("language", "too_late", "over"),
    [
        ("es", "El plazo para responder terminó.", "No se respondió a tiempo a la oferta."),
        ("en", "The time to answer is over.", "The bid was not answered in time."),
    ],
)
def test_an_offer_whose_time_is_over_binds_nobody_and_leads_on(  # noqa: PLR0913 - a story has its people
    browser: Browser, world: World, monkeypatch: pytest.MonkeyPatch, *, language: str, too_late: str, over: str
) -> None:
    with served(world.market.app) as address:
        maker = Person(browser, address, email=address_of("Atelier1"), language=language, window=DESK)
        place = bid(maker, "4600")
        group = Person(browser, address, email=address_of("SACHA"), language=language, window=PHONE)
        group.go(place)
        later = clock.now() + timedelta(days=15)
        monkeypatch.setattr(clock, "now", lambda: later)
        group.page.locator("main [name='is_meant']").check()
        assert too_late in group.be_refused()
        with world.market.app.app_context():
            sweep(0)
        group.go(place)
        assert over in group.page.locator("main").inner_text()
        maker.page.reload()
        maker.look()
        maker.follow(maker.page.locator(f"main a[href*='/lots/{LOT}']").first)
