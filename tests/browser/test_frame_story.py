"""A frame in a real browser: planned, signed, called off quarter by quarter, and renewed with the next crop."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from marketplace import clock
from marketplace.domain.contracts.frames import Quarter
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import User
from marketplace.seed.people import PASSWORD, address_of
from tests.browser.chromium import served
from tests.browser.people import DESK, PHONE, Person
from tests.market import World

pytestmark = pytest.mark.browser

GROUP, MAKER, ALLIANCE = address_of("YANA"), address_of("Atelier1"), address_of("alianza")
BAGS = {"least_1": "5", "most_1": "15", "least_2": "5", "most_2": "15"}
NO_MORE = {"least_3": "", "most_3": "", "least_4": "", "most_4": ""}


def sign(person: Person, world: World, email: str) -> None:
    """Consent to the clause where it is asked, and put name and password under it."""
    if person.page.locator("main [name='consents']").count():
        person.page.locator("main [name='consents']").check()
    with world.market.app.app_context():
        name = str(db.session.query(User).filter_by(email=email).one().name)
    person.fill(typed_name=name, password=PASSWORD)


def plan(group: Person, maker: Person, here: str) -> str:
    """Make the contract a frame, after a first try with more bags than it has, and settle who decides disputes."""
    first = str(Quarter.of(clock.now().date()).following)
    group.go(f"{here}/frame")
    group.fill(years="2", first_quarter=first, notice_days="7", **{**BAGS, "least_1": "50", "most_1": "60"}, **NO_MORE)
    said = group.be_refused()
    assert group.page.locator("[name='first_quarter']").input_value() == first
    group.fill(**BAGS)
    group.send()
    maker.go(here)
    maker.send("main form[action$='/confirm'] button")
    group.go(f"{here}/amend")
    group.fill(forum="lima_chamber", forum_place="Lima", law="Perú", sample_basis="none")
    group.send()
    maker.go(here)
    maker.send("main form[action$='/confirm'] button")
    return said


def sign_both(world: World, group: Person, maker: Person, *, facilitator: Person, here: str) -> None:
    for person, email in ((group, GROUP), (maker, MAKER)):
        person.go(here)
        person.follow(person.page.locator("main a[href$='/sign']").first)
        sign(person, world, email)
        person.send()
    facilitator.go(here.replace("/contracts/", "/reviews/contracts/"))
    facilitator.send("main button[formaction$='/approve']")


def call_off(group: Person, maker: Person, here: str, *, bags: int, quarter: Quarter) -> str:
    """Call a quarter's bags, first more than may be called; the group confirms a day and ships."""
    maker.go(f"{here}/call-offs")
    maker.fill(bags="16")
    said = maker.be_refused("main form[action$='/call'] button")
    maker.fill(bags=str(bags))
    maker.send("main form[action$='/call'] button")
    group.go("/inbox")
    group.follow(group.page.locator("main a[href^='/call-offs/']").first)
    group.fill(shipment_on=(quarter.starts_on + timedelta(days=9)).isoformat())
    group.send("main form[action$='/confirm'] button")
    group.fill(shipped_on=clock.now().date().isoformat())
    group.send("main form[action$='/ship'] button")
    return said


def renew(world: World, group: Person, maker: Person, *, facilitator: Person, here: str) -> None:
    """Go on with the next crop's lot."""
    later = Quarter.of(clock.now().date() + timedelta(days=365)).following
    group.go(f"{here}/amendments/new/renewal")
    group.fill(bags="20", price="5800", years="2", first_quarter=str(later), **BAGS, **NO_MORE)
    group.fill(reason="The season is over, and the next crop is published.")
    group.send("main form.form button.main")
    sign(group, world, GROUP)
    group.send("main form.form button.main")
    change = group.page.url.removeprefix(group.address)
    maker.go(change)
    sign(maker, world, MAKER)
    maker.send("main form[action$='/accept'] button")
    facilitator.go(change)
    facilitator.send("main form[action$='/approve'] button")


def test_a_frame_is_planned_signed_called_off_and_renewed(world: World, browser: Browser) -> None:
    here = f"/contracts/{world.market.a_contract(world.cast.groups[2], world.cast.makers[1])}"
    world.market.app.config["WTF_CSRF_ENABLED"] = True
    with served(world.market.app) as address:
        group = Person(browser, address, email=GROUP, language="es", window=PHONE)
        maker = Person(browser, address, email=MAKER, language="es", window=PHONE)
        facilitator = Person(browser, address, email=ALLIANCE, language="en", window=DESK)
        too_many_planned = plan(group, maker, here)
        sign_both(world, group, maker, facilitator=facilitator, here=here)
        group.go("/language/en")
        maker.go("/language/en")
        first = Quarter.of(clock.now().date()).following
        too_many_called = call_off(group, maker, here, bags=6, quarter=first)
        call_off(group, maker, here, bags=14, quarter=first.following)
        renew(world, group, maker, facilitator=facilitator, here=here)
        maker.go(f"{here}/call-offs")
        seasons = maker.page.locator("main").inner_text()
    assert "20" in too_many_planned
    assert "15" in too_many_called
    assert "6 bags left on" in seasons
    assert "Season 2" in seasons
