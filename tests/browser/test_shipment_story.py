"""A contract becomes cacao on a ship in a real browser: planned on a phone in Spanish, papers, arrival on a desk."""

from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload

from marketplace.domain.ids import ContractId
from marketplace.seed.people import address_of
from tests.browser.chromium import served
from tests.browser.people import DESK, PHONE, Person
from tests.gateways.contents import a_picture
from tests.market import World

pytestmark = pytest.mark.browser

FACTS = {"port_from": "Callao", "port_to": "Le Havre", "carrier": "MSC", "vessel": "MSC Ana", "seal": "PE123456"}
PAPERS = ("invoice", "packing_list", "weight_note", "bill_of_lading", "certificate_of_origin", "phytosanitary")
OTHERS = ("laboratory_reports", "organic_inspection")
PHOTO: FilePayload = {"name": "factura.jpg", "mimeType": "image/jpeg", "buffer": a_picture()}


def plan(group: Person, contract_id: int) -> str:
    """Plan the shipment from the contract's page, with a container number misread at first; return where it stands."""
    group.go(f"/contracts/{contract_id}")
    group.follow(group.page.locator("main a", has_text="Planificar su embarque"))
    group.fill(**FACTS, container_number="CSQU3054384")
    assert "tendría que ser 3" in group.be_refused()
    group.fill(container_number="csqu 305438 3")
    group.send()
    return group.page.url.removeprefix(group.address)


def step(person: Person, place: str, *, words: str) -> None:
    """Open the one main step of the shipment and report it for today."""
    person.go(place)
    panel = person.page.locator("details.step-panel")
    panel.locator("summary", has_text=words).click()
    with person.page.expect_navigation():
        panel.locator("button[type='submit']").click()
    person.look()


def bring(group: Person, cargo: str, *papers: str) -> None:
    """Bring papers by number, the invoice as a photograph too."""
    group.go(cargo)
    for paper in papers:
        line = group.page.locator(f"#{paper}")
        line.locator("details summary").first.click()
        line.locator("[name='number']").fill(f"{paper}-001")
        if paper == "invoice":
            line.locator("[name='paper']").set_input_files(PHOTO)
        with group.page.expect_navigation():
            line.locator("button[type='submit']").first.click()
    group.look()


def refuse(maker: Person, cargo: str) -> None:
    """Open the invoice, and refuse it for a reason."""
    maker.go(cargo)
    line = maker.page.locator("#invoice")
    assert line.locator("a[href^='/files/']").count() == 1
    line.locator("summary", has_text="Refuse the paper").click()
    line.locator("textarea").fill("The total is not that of the contract.")
    with maker.page.expect_navigation():
        line.locator("details", has=maker.page.locator("textarea")).locator("button").click()
    maker.look()


def receive(maker: Person, place: str, *, cargo: str) -> str:
    """Report the arrival and what arrived; return what the page of the final weight starts with."""
    step(maker, place, words="Report that it has arrived")
    maker.go(cargo)
    maker.fill(net="985.5", bags="20", moisture="7.2")
    with maker.page.expect_navigation():
        maker.page.locator("button", has_text="Record what arrived").click()
    maker.look()
    maker.follow(maker.page.locator("main a", has_text="Final weight and what is due"))
    return maker.page.locator("[name='kilograms']").input_value()


def test_cacao_goes_to_sea_with_its_papers_and_arrives(world: World, browser: Browser) -> None:
    group, maker, facilitator = world.cast.groups[2], world.cast.makers[1], world.cast.facilitator
    terms: dict[str, Any] = {"sample_basis": "none", "facilitator": facilitator}
    contract_id = ContractId(world.market.an_approved_contract(group, maker, **terms))
    world.market.app.config["WTF_CSRF_ENABLED"] = True
    with served(world.market.app) as address:
        sender = Person(browser, address, email=address_of("YANA"), language="es", window=PHONE)
        receiver = Person(browser, address, email=address_of("Atelier1"), language="en", window=DESK)
        place = plan(sender, contract_id)
        cargo = sender.page.locator("main h3 a").first.get_attribute("href") or ""
        step(sender, place, words="Informar que empezó la carga")
        sender.go(f"/contracts/{contract_id}")
        way = sender.page.locator("#way").inner_text()
        assert "Listo para embarcar" in way
        assert "MSC Ana" in way
        bring(sender, cargo, *PAPERS, *OTHERS)
        refuse(receiver, cargo)
        step(sender, place, words="Informar que salió")
        sender.go(cargo)
        assert "Rechazado" in sender.page.locator("#invoice").inner_text()
        bring(sender, cargo, "invoice")
        step(sender, place, words="Informar que se enviaron los documentos")
        kilograms = receive(receiver, place, cargo=cargo)
        receiver.go(f"/contracts/{contract_id}")
        missing = receiver.page.locator("#way").inner_text()
    assert kilograms == "985.5"
    assert "The final weight is not settled." in missing
