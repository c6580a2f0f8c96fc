"""A contract to its end in a real browser, in Spanish: shipped, short, claimed, settled, paid out, closed."""

from decimal import Decimal

import pytest
from playwright.sync_api import Browser, FilePayload, ViewportSize

from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.payments.life import InstalmentKind, RefundState
from marketplace.seed.people import PASSWORD, address_of
from tests.browser.chromium import served
from tests.browser.people import DESK, PHONE, Person
from tests.gateways.contents import a_paper
from tests.paying import Till, faults_of_books

pytestmark = pytest.mark.browser

WAY = {"collection_point": "Callao", "destination": "FR", "port_from": "Callao", "port_to": "Le Havre"}
BOX = {"carrier": "MSC", "vessel": "MSC Ana 🚢", "seal": "PE123456", "container_number": "CSQU3054383"}
PAPERS = ("invoice", "packing_list", "weight_note", "bill_of_lading", "certificate_of_origin", "phytosanitary")
OTHERS = ("laboratory_reports", "organic_inspection")
FOUND = "Dos sacos llegaron mojados; el inspector los pesó aparte y tomó muestras."
ACCOUNT = {"currency": "USD", "bank": "Banco de Crédito del Perú", "holder": "Asociación Yanayacu Alto"}
NUMBERS = {"ruc": "20512333797", "bic": "BCPLPEPL", "password": PASSWORD}
CCI = "002-191-191840916000-51"
HOW = "Llamé a la presidenta al número del registro; ella leyó el CCI."
RECEIPT: FilePayload = {"name": "constancia.pdf", "mimeType": "application/pdf", "buffer": a_paper()}


class Walkers:
    """A group on a phone, a maker at a desk, and two facilitators: one alone pays nobody."""

    def __init__(self, browser: Browser, address: str) -> None:
        """Let all of them sit down, and read the pages in Spanish."""

        def sit(name: str, window: ViewportSize) -> Person:
            return Person(browser, address, email=address_of(name), language="es", window=window)

        self.group, self.maker = sit("YANA", PHONE), sit("Atelier1", DESK)
        self.facilitator, self.second = sit("alianza", DESK), sit("alianza2", PHONE)


def plan(facilitator: Person) -> tuple[str, str]:
    """Plan the shipment as the alliance; return where it and what it carries stand."""
    facilitator.go("/shipments/")
    facilitator.follow(facilitator.page.locator("main a[href='/shipments/new']").first)
    facilitator.page.locator("main [name='chosen']").first.check()
    facilitator.fill(**WAY, **BOX)
    facilitator.send()
    cargo = facilitator.page.locator("main h3 a").first.get_attribute("href") or ""
    return facilitator.page.url.removeprefix(facilitator.address), cargo


def step(person: Person, place: str, words: str) -> None:
    """Report the one main step of the shipment for today."""
    person.go(place)
    panel = person.page.locator("details.step-panel")
    panel.locator("summary", has_text=words).click()
    with person.page.expect_navigation():
        panel.locator("button[type='submit']").click()
    person.look()


def bring(group: Person, paper: str, number: str) -> None:
    """Bring a paper by its number."""
    line = group.page.locator(f"#{paper}")
    if not line.locator("[name='number']").is_visible():
        line.locator("details summary").first.click()
    line.locator("[name='number']").fill(number)
    with group.page.expect_navigation():
        line.locator("button[type='submit']").first.click()


def bring_papers(group: Person, cargo: str) -> None:
    """Bring every paper; the first try says nothing, and is told so beside its field."""
    group.go(cargo)
    bring(group, PAPERS[0], "")
    group.look()
    assert group.page.locator(f"#{PAPERS[0]} .has-error").count() == 1
    for paper in PAPERS + OTHERS:
        bring(group, paper, f"{paper}-001")
    group.look()


def arrive(maker: Person, place: str, *, cargo: str) -> None:
    """Report the arrival, and what arrived of it."""
    step(maker, place, "Informar que llegó")
    maker.go(cargo)
    maker.fill(net="985.5", bags="20", moisture="7.2")
    with maker.page.expect_navigation():
        maker.page.locator("button", has_text="Registrar lo que llegó").click()
    maker.look()


def settle(maker: Person, group: Person, place: str) -> None:
    """Agree to the weight that arrived, short within the tolerance."""
    maker.go(place)
    maker.send()
    group.go(place)
    assert "USD 5,368.08" in group.page.locator("main").inner_text()
    group.send("main form[action$='/agree'] button")


def claim(maker: Person, group: Person, place: str) -> None:
    """Claim an allowance for what was wet; the group gives it."""
    maker.go(place)
    maker.fill(kind="quality", words=FOUND, remedy_kind="allowance_amount", remedy_value="200")
    maker.send()
    group.go(maker.page.url.removeprefix(maker.address))
    group.send("main form[action$='/accept'] button")


def state_account(group: Person, facilitator: Person) -> None:
    """State where the group is paid, with a CCI misread at first; a facilitator confirms it."""
    group.go("/payouts/")
    group.follow(group.page.locator("main a[href$='/own/bank']").first)
    group.fill(**ACCOUNT, **NUMBERS, cci=CCI.replace("51", "15"))
    assert "CCI" in group.be_refused()
    group.fill(cci=CCI, password=PASSWORD)
    group.send()
    facilitator.go("/payouts/")
    facilitator.follow(facilitator.page.locator("main a[href^='/payouts/accounts/']").first)
    facilitator.fill(note=HOW)
    facilitator.send()


def pay_out(walkers: Walkers) -> str:
    """Prepare, approve, wire and confirm what is due; return what the group is asked."""
    walkers.facilitator.go("/payouts/")
    walkers.facilitator.follow(walkers.facilitator.page.locator("main a[href^='/payouts/prepare/']").first)
    walkers.facilitator.send()
    place = walkers.facilitator.page.url.removeprefix(walkers.facilitator.address)
    assert walkers.facilitator.page.locator("main form[action$='/approve']").count() == 0
    walkers.second.go(place)
    walkers.second.send("main form[action$='/approve'] button")
    walkers.facilitator.go(place)
    walkers.facilitator.page.set_input_files("main [name='receipt']", RECEIPT)
    walkers.facilitator.fill(reference="00417236")
    walkers.facilitator.send()
    walkers.group.go(place)
    asked = walkers.group.page.locator("h1").inner_text()
    walkers.group.send("main form[action$='/confirm'] button")
    return asked


def close(maker: Person, place: str) -> str:
    """Close the contract; return what it says then of its cacao and its money."""
    maker.go(place)
    panel = maker.page.locator("main details", has=maker.page.locator("form[action$='/close']"))
    panel.locator("summary").click()
    with maker.page.expect_navigation():
        panel.locator("button[type='submit']").click()
    maker.look()
    return " ".join(maker.page.locator(each).inner_text() for each in ("#way", "#money"))


def test_a_contract_goes_to_sea_arrives_short_and_everybody_is_paid(till: Till, browser: Browser) -> None:
    contract = f"/contracts/{till.agreed.id}"
    till.by_card()
    with served(till.market.app) as address:
        walkers = Walkers(browser, address)
        place, cargo = plan(walkers.facilitator)
        step(walkers.facilitator, place, "Informar que empezó la carga")
        step(walkers.facilitator, place, "Informar que salió")
        bring_papers(walkers.group, cargo)
        step(walkers.facilitator, place, "Informar que se enviaron los documentos")
        till.by_card(kind=InstalmentKind.BALANCE)
        arrive(walkers.maker, place, cargo=cargo)
        claim(walkers.maker, walkers.group, f"{contract}/claims")
        settle(walkers.maker, walkers.group, f"{contract}/settlement/")
        till.send_refunds()
        walkers.maker.go(contract)
        missing = walkers.maker.page.locator("#way").inner_text()
        state_account(walkers.group, walkers.facilitator)
        asked = pay_out(walkers)
        said = close(walkers.maker, contract)
        walkers.group.go(contract)
    assert "Todavía hay dinero" in missing
    assert "5,368.08" in asked
    assert "Cerrado" in said
    assert {each.state for each in till.refunds()} == {RefundState.DONE}
    assert sum(each.amount for each in till.refunds()) == Decimal("281.92")
    assert "USD 281.92" in said
    assert till.agreed.row.milestone is Milestone.CLOSED
    assert till.market.do(faults_of_books) == []
