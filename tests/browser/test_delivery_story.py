"""The scale house on a phone: cacao is taken, fermented, dried and put into a lot, also when the signal goes."""

import pytest
from playwright.sync_api import Browser

from marketplace import clock
from marketplace.seed.people import address_of
from tests.browser.chromium import served
from tests.browser.people import DESK, PHONE, Person
from tests.market import World
from tests.tracing import a_delivery, a_farmer, a_plot, kg

pytestmark = pytest.mark.browser
ALL_WRITTEN = "Object.entries(localStorage).every(([key, kept]) => !key.startsWith('mazorca-rec') || kept === '[]')"


def choose(group: Person, typed: str) -> None:
    """Find a farmer while typing, and tap the name."""
    group.page.locator("#q").press_sequentially(typed)
    group.page.locator("#found a[data-farmer]", has_text="Zoraida").click()
    group.page.locator("#chosen", has_text="Zoraida").wait_for()


def take(group: Person, weight: str) -> str:
    group.go("/deliveries/new")
    choose(group, "zoraida")
    group.fill(weight=weight, price="3,40")
    assert group.page.locator("#amount").inner_text().startswith("S/")
    group.send("form.scale button.main")
    return group.page.locator("main h1").inner_text()


def make_lot(group: Person) -> None:
    """Begin a batch, put in what waits, weigh it, and put it into a lot."""
    group.go("/batches/new")
    group.fill(began_on=clock.now().date().isoformat())
    group.send("main form button.main")
    batch = group.page.url.removeprefix(group.address)
    for box in group.page.locator("#fill input[type=checkbox][value^='d-']").all():
        box.check()
    group.send("#fill button[type=submit]")
    group.fill(dry_weight="65")
    group.send("#weigh button.main")
    group.go(batch)
    group.go("/batches/build")


def keep_without_signal(group: Person) -> None:
    """Write a receipt while there is no signal, and see it go once there is."""
    group.go("/deliveries/new")
    choose(group, "zoraida")
    group.fill(weight="41", price="3.40")
    group.page.context.set_offline(offline=True)
    group.page.evaluate("document.querySelector('form.scale [name=csrf_token]').value = 'hours old'")
    group.page.locator("form.scale button.main").click()
    group.page.locator("#waiting", has_text="(1)").wait_for()
    group.page.context.set_offline(offline=False)
    group.page.locator("#waiting").wait_for(state="hidden")
    group.go("/deliveries/")
    assert "41 kg" in group.page.locator("main").inner_text()


def mend_what_was_refused(group: Person) -> None:
    """Write a receipt that cannot be without signal, be told why once there is, and mend it without typing it again."""
    group.go("/deliveries/new")
    choose(group, "zoraida")
    group.fill(weight="43", price="3.40")
    group.page.evaluate("document.querySelector('form.scale [name=delivered_on]').value = '2031-01-01'")
    group.page.context.set_offline(offline=True)
    group.page.locator("form.scale button.main").click()
    group.page.context.set_offline(offline=False)
    group.page.locator("#refusals li", has_text="Zoraida").wait_for()
    group.page.locator("#refusals li button").first.click()
    group.page.locator("[aria-invalid=true][name=delivered_on]").wait_for()
    assert group.page.locator("#weight").input_value() == "43"
    group.fill(delivered_on=clock.now().date().isoformat())
    group.send("form.scale button.main")
    assert "Zoraida" in group.page.locator("main h1").inner_text()
    group.go("/deliveries/new")
    group.page.wait_for_function(ALL_WRITTEN)
    group.go("/deliveries/")
    assert group.page.locator("main").inner_text().count("43 kg") == 1


def see(person: Person, delivery: int) -> None:
    """Look at every page of deliveries and batches."""
    pages = ("/deliveries/", "/deliveries/unpaid", "/deliveries/balance", "/deliveries/import", "/batches/")
    for page in (*pages, "/lots/YANA-26-01/origin", f"/deliveries/{delivery}", f"/deliveries/{delivery}/receipt"):
        person.go(page)
    person.go("/batches/")
    person.follow(person.page.locator("main tbody a").last)


@pytest.mark.parametrize(("language", "window"), [("es", PHONE), ("en", DESK)], ids=["phone", "desk"])
def test_from_the_scale_to_a_lot(world: World, browser: Browser, *, language: str, window: dict[str, int]) -> None:
    market, producer = world.market, world.cast.groups[2]
    market.app.config["WTF_CSRF_ENABLED"] = True
    farmer = a_farmer(market, producer, code="S90001", name="Zoraida Cachique")
    a_plot(market, producer, farmer, code="S90001-P1")
    delivery = a_delivery(market, producer, farmer, weight=kg("82.5"))
    with served(market.app) as address:
        email = address_of("YANA")
        group = Person(browser, address, email=email, language=language, window=window)  # type: ignore[arg-type]
        assert "Zoraida" in take(group, "82,5")
        see(group, delivery)
        keep_without_signal(group)
        mend_what_was_refused(group)
        make_lot(group)
