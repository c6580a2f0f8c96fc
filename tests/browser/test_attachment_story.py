"""Papers and photographs go into a thread from a slow phone; what may not is refused, and no word of it is lost."""

import pytest
from playwright.sync_api import Browser, FilePayload

from marketplace.seed.people import address_of
from tests.browser.chromium import served
from tests.browser.people import PHONE, Person
from tests.gateways.contents import a_paper, a_picture
from tests.market import World

pytestmark = pytest.mark.browser

SLOW = {"offline": False, "latency": 300, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""A weak signal: 400 kbit/s each way, a third of a second until anything begins."""
NAME = "peso 🍫 del lote ñandú.pdf"
SEND = "main form.answer button"
PICTURE: FilePayload = {"name": "saco.jpg", "mimeType": "image/jpeg", "buffer": a_picture()}
PAPER: FilePayload = {"name": NAME, "mimeType": "application/pdf", "buffer": a_paper()}
PROGRAM: FilePayload = {"name": "informe.pdf", "mimeType": "application/pdf", "buffer": b"MZ\0" * 2000}
TOO_LARGE: FilePayload = {"name": "video.pdf", "mimeType": "application/pdf", "buffer": a_paper() + bytes(10_500_000)}


def refused(person: Person, file: FilePayload) -> str:
    """Try to send a file that may not be sent; what was written must still stand there."""
    person.page.set_input_files("main [name='files']", file)
    person.fill(body="Van el peso y una foto.")
    said = person.be_refused(SEND)
    assert person.page.locator("main [name='body']").input_value() == "Van el peso y una foto."
    return said


def test_files_are_sent_from_a_slow_phone_and_opened_by_nobody_else(world: World, browser: Browser) -> None:
    group, maker, facilitator = world.cast.groups[2], world.cast.makers[1], world.cast.facilitator
    contract_id = world.market.an_approved_contract(group, maker, facilitator=facilitator)
    world.market.app.config["WTF_CSRF_ENABLED"] = True
    with served(world.market.app) as address:
        person = Person(browser, address, email=address_of("Atelier1"), language="es", window=PHONE)
        person.go(f"/threads/contract/{contract_id}")
        too_large, wrong = refused(person, TOO_LARGE), refused(person, PROGRAM)
        person.page.context.new_cdp_session(person.page).send("Network.emulateNetworkConditions", SLOW)
        person.page.set_input_files("main [name='files']", [PAPER, PICTURE])
        person.send(SEND)
        thread = person.page.locator("main").inner_text()
        file = person.page.locator("main a[href*='/files/']").first.get_attribute("href")
        stranger = Person(browser, address, email=address_of("Nordkaj2"), language="en", window=PHONE)
        answer = stranger.page.goto(f"{address}{file}")
        stranger.look()
        said = stranger.page.locator("main").inner_text()
    assert ("10 MB" in too_large, "informe.pdf" in wrong, NAME in thread) == (True, True, True)
    assert answer is not None
    assert (answer.status, "not for you to see" in said) == (404, True)
