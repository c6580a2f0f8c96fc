"""Samples in a real browser: asked for, sent from a phone, tasted; and rejected twice under a contract."""

import pytest
from playwright.sync_api import Browser

from marketplace import clock
from marketplace.domain.ids import ContractId
from marketplace.models.base import db
from marketplace.models.rows.market.lots import Lot
from marketplace.seed.people import address_of
from tests.browser.chromium import served
from tests.browser.people import DESK, PHONE, Person
from tests.market import World

pytestmark = pytest.mark.browser
LOT = "YANA-26-01"
WORDS = {
    "es": (
        "Lo que cataron los chocolateros",
        "Muestra resuelta con un descuento",
        "Muestra rechazada, solución pendiente",
    ),
    "en": ("What makers tasted", "Sample settled by an allowance", "Sample rejected, remedy open"),
}


def today() -> str:
    return clock.now().date().isoformat()


def ask(maker: Person) -> str:
    """Ask for a sample from the lot's page; return the sample's page."""
    maker.go(f"/lots/{LOT}")
    maker.follow(maker.page.locator("main a[href$='/samples/new']"))
    maker.fill(grams="300", message="Para una tableta de 72 %. 🍫")
    maker.send()
    return maker.page.url.removeprefix(maker.address)


def send(group: Person, sample: str) -> None:
    group.go(sample)
    group.fill(drawn="300", courier="SERPOST", tracking="PE 42", sent_on=today())
    group.send(f"main form[action='{sample}/send'] button.main")


def receive(maker: Person, sample: str) -> None:
    maker.go(sample)
    maker.fill(received_on=today())
    maker.send(f"main form[action='{sample}/receive'] button.main")


def judge(maker: Person, sample: str, *, verdict: str, words: str) -> None:
    maker.page.locator("details.group summary").click()
    maker.fill(verdict=verdict, words=words, global_quality="4.5", tasted_on=today(), cacao="4", floral_total="0.5")
    maker.send(f"main form[action='{sample}/judge'] button.main")


def sample_of(person: Person, contract: str) -> str:
    """Open the newest sample from the contract's page."""
    person.go(contract)
    person.follow(person.page.locator("#samples a").last)
    return person.page.url.removeprefix(person.address)


def reject_under(contract: str, *, group: Person, maker: Person, words: str) -> str:
    sample = sample_of(group, contract)
    send(group, sample)
    receive(maker, sample)
    judge(maker, sample, verdict="no", words=words)
    return sample


def an_approved_contract(world: World) -> ContractId:
    """Let the two sign a contract of some bags of the lot, and a facilitator approve it."""
    lot_id = world.market.do(lambda: db.session.scalar(db.select(Lot.id).where(Lot.code == LOT)))
    producer, maker = world.cast.groups[2], world.cast.makers[1]
    return ContractId(world.market.an_approved_contract(producer, maker, lot_id=lot_id))


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_sample_is_asked_for_sent_tasted_and_read(world: World, browser: Browser, *, language: str) -> None:
    world.market.app.config["WTF_CSRF_ENABLED"] = True
    with served(world.market.app) as address:
        group = Person(browser, address, email=address_of("YANA"), language=language, window=PHONE)
        maker = Person(browser, address, email=address_of("Atelier1"), language=language, window=DESK)
        sample = ask(maker)
        send(group, sample)
        receive(maker, sample)
        judge(maker, sample, verdict="yes", words="Floral y limpio.")
        group.go(f"/lots/{LOT}")
        tasted = group.page.locator("#tasted").inner_text()
    assert tasted.startswith(WORDS[language][0])
    assert "Floral y limpio." in tasted


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_sample_refused_twice_ends_in_an_allowance(world: World, browser: Browser, *, language: str) -> None:
    contract = f"/contracts/{an_approved_contract(world)}"
    world.market.app.config["WTF_CSRF_ENABLED"] = True
    with served(world.market.app) as address:
        group = Person(browser, address, email=address_of("YANA"), language=language, window=PHONE)
        maker = Person(browser, address, email=address_of("Atelier1"), language=language, window=DESK)
        reject_under(contract, group=group, maker=maker, words="Humo en cada taza.")
        second = reject_under(contract, group=group, maker=maker, words="Otra vez humo.")
        maker.go(contract)
        after_two = maker.page.locator("#samples").inner_text()
        maker.go(second)
        maker.fill(allowance="150")
        maker.send(f"main form[action='{second}/ask_allowance'] button.main")
        group.go(second)
        group.send(f"main form[action='{second}/grant'] button.main")
        group.go(contract)
        settled = group.page.locator("#samples").inner_text()
    assert WORDS[language][2] in after_two
    assert WORDS[language][1] in settled
