"""What arrived is disputed in a real browser: a claim with evidence, an answer, a mediator, and the final weight."""

import pytest
from playwright.sync_api import Browser, FilePayload

from marketplace.domain.ids import ContractId
from marketplace.seed.people import address_of
from tests.approved import Approved
from tests.browser.chromium import served
from tests.browser.people import DESK, PHONE, Person
from tests.gateways.contents import a_picture
from tests.market import World

pytestmark = pytest.mark.browser

FOUND = "Doce sacos huelen a diésel; el inspector tomó muestras de cada uno."
OFFERED = "Reconocemos cuatro sacos, que se mojaron en el camino a Callao."
DECLINED = "Four bags are not twelve; the surveyor's report names all of them."
MEDIATED = "The report shows eight tainted bags; both sides took part in the sampling."


def arrived(world: World) -> ContractId:
    """Bring a contract into force whose cacao has arrived."""
    group, maker, facilitator = world.cast.groups[2], world.cast.makers[1], world.cast.facilitator
    approved = world.market.an_approved_contract(group, maker, sample_basis="none", facilitator=facilitator)
    contract_id = ContractId(approved)
    Approved(world.market, group, maker, facilitator, contract_id).arrive()
    return contract_id


def claim(maker: Person, contract_id: int) -> str:
    """Open a claim, after a first try with nothing in it, and show a photograph; return where the claim stands."""
    maker.go(f"/contracts/{contract_id}/claims")
    assert "Complete este campo" in maker.be_refused()
    maker.fill(kind="quality", words=FOUND, remedy_kind="allowance_percent", remedy_value="12")
    maker.send()
    place = maker.page.url.removeprefix(maker.address)
    maker.follow(maker.page.locator("main a[href^='/threads/contract/']"))
    photo: FilePayload = {"name": "saco.jpg", "mimeType": "image/jpeg", "buffer": a_picture()}
    maker.page.set_input_files("main [name='files']", photo)
    maker.fill(body="Así huele el saco 7.")
    maker.send("main form.answer button")
    assert maker.page.locator("main .pictures img").count() == 1
    return place


def answer(group: Person, place: str) -> None:
    """Find the claim in the inbox, and give less than was asked for; the first try says too little."""
    group.go("/inbox")
    group.follow(group.page.locator(f"main a[href='{place}']").first)
    group.page.locator("main summary", has_text="Ofrecer otra solución").click()
    group.fill(remedy_kind="allowance_amount", remedy_value="200", words="No.")
    assert "20" in group.be_refused("main form[action$='/counter'] button")
    assert group.page.locator("main form[action$='/reject'] .error").count() == 0
    assert group.page.locator("#remedy_value-counter").input_value() == "200"
    group.fill(words=OFFERED)
    group.send("main form[action$='/counter'] button")


def decline(maker: Person, place: str) -> None:
    maker.go(place)
    maker.page.locator("main summary", has_text="Decline this remedy").click()
    maker.fill(words=DECLINED)
    maker.send("main form[action$='/decline'] button")


def mediate(facilitator: Person, place: str) -> None:
    facilitator.go(place)
    facilitator.page.locator("main summary", has_text="Record the outcome").click()
    facilitator.fill(remedy_kind="allowance_percent", remedy_value="8", words=MEDIATED)
    facilitator.send("main form[action$='/mediate'] button")


def settle(maker: Person, group: Person, *, facilitator: Person, contract_id: int) -> None:
    """Agree to a weight far below the contract's, which a facilitator lets stand."""
    here = f"/contracts/{contract_id}/settlement/"
    maker.go(here)
    maker.fill(kilograms="900", surveyor_note="SGS Hamburg, 4711")
    maker.send()
    group.go(here)
    assert "outside the tolerance" in group.page.locator("main").inner_text()
    group.send("main form[action$='/agree'] button")
    facilitator.go(here)
    facilitator.send("main form[action$='/approve'] button")


def test_a_claim_is_opened_answered_and_mediated_and_the_arrived_weight_is_settled(
    world: World, browser: Browser
) -> None:
    contract_id = arrived(world)
    world.market.app.config["WTF_CSRF_ENABLED"] = True
    with served(world.market.app) as address:
        maker = Person(browser, address, email=address_of("Atelier1"), language="es", window=PHONE)
        group = Person(browser, address, email=address_of("YANA"), language="es", window=PHONE)
        place = claim(maker, contract_id)
        answer(group, place)
        maker.go("/language/en")
        group.go("/language/en")
        facilitator = Person(browser, address, email=address_of("alianza"), language="en", window=DESK)
        decline(maker, place)
        mediate(facilitator, place)
        group.go(place)
        outcome = group.page.locator("main").inner_text()
        settle(maker, group, facilitator=facilitator, contract_id=contract_id)
        group.go(f"/contracts/{contract_id}")
        weight = group.page.locator("main li", has=group.page.locator("a[href$='/settlement/']")).inner_text()
    assert "An allowance of 8%, which is USD 452.00" in outcome
    assert MEDIATED in outcome
    assert "Settled" in weight
