"""After approval, in a real browser and both languages: changes, a price fixed, a weight settled."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Browser

from marketplace import clock
from marketplace.domain.contracts.clauses import Side
from marketplace.domain.ids import ContractId
from marketplace.domain.prices import PriceKind, Terminal
from marketplace.domain.terminals.calendar import listed_months
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import User
from marketplace.seed.people import PASSWORD, address_of
from tests.approved import Approved
from tests.browser.chromium import served
from tests.browser.people import DESK, PHONE, Person
from tests.market import World

pytestmark = pytest.mark.browser

GROUP, MAKER, ALLIANCE = address_of("YANA"), address_of("Atelier1"), address_of("alianza")
WHY = "The carrier cancelled the vessel, so we need more time."
SAID: dict[str, dict[str, str]] = {
    "es": {"refused": "Rechazada", "in_force": "Vigente", "final": "definitivo", "settled": "Liquidado"},
    "en": {"refused": "Refused", "in_force": "In force", "final": "final", "settled": "Settled"},
}


def contract(world: World, **terms: Any) -> ContractId:
    """Bring a contract between the story's group and maker into force."""
    group, maker, facilitator = world.cast.groups[2], world.cast.makers[1], world.cast.facilitator
    contract_id = world.market.an_approved_contract(group, maker, facilitator=facilitator, **terms)
    return ContractId(contract_id)


def name_of(world: World, email: str) -> str:
    with world.market.app.app_context():
        return str(db.session.query(User).filter_by(email=email).one().name)


def sign(person: Person, world: World, email: str) -> None:
    """Read the clause, consent, and put name and password under it."""
    if person.page.locator("main [name='consents']").count():
        person.page.locator("main [name='consents']").check()
    person.fill(typed_name=name_of(world, email), password=PASSWORD)


def ask(person: Person, world: World, contract_id: int, *, kind: str, **wish: str) -> str:
    """Ask for a change and return the address of its page."""
    person.go(f"/contracts/{contract_id}/amendments/new/{kind}")
    person.fill(reason=WHY, **wish)
    person.send("main form.form button.main")
    sign(person, world, GROUP)
    person.send("main form.form button.main")
    return person.page.url.removeprefix(person.address)


def state(person: Person) -> str:
    return person.page.locator("main .page-head").first.inner_text()


@pytest.mark.parametrize("language", list(SAID))
def test_a_change_is_refused_then_another_is_signed_and_comes_into_force(
    world: World, browser: Browser, *, language: str
) -> None:
    world.market.app.config["WTF_CSRF_ENABLED"] = True
    contract_id = contract(world)
    with served(world.market.app) as address:
        group = Person(browser, address, email=GROUP, language=language, window=PHONE)
        maker = Person(browser, address, email=MAKER, language=language, window=DESK)
        facilitator = Person(browser, address, email=ALLIANCE, language=language, window=DESK)
        first = ask(group, world, contract_id, kind="terms", claim_days="60")
        maker.go(first)
        maker.page.locator("main details.panel > summary").first.click()
        maker.fill(note="Sixty days are too long for us.")
        maker.send("main form[action$='/refuse'] button")
        refused = state(maker)
        second = ask(group, world, contract_id, kind="allowance", allowance="150")
        maker.go(second)
        sign(maker, world, MAKER)
        maker.send("main form[action$='/accept'] button")
        facilitator.go(second)
        facilitator.send("main form[action$='/approve'] button")
        facilitator.go(second)
        in_force = state(facilitator)
        group.go(f"/contracts/{contract_id}")
    assert SAID[language]["refused"] in refused
    assert SAID[language]["in_force"] in in_force
    assert "5,500" in group.page.locator("main").inner_text()


@pytest.mark.parametrize("language", list(SAID))
def test_a_price_is_fixed_and_the_arrived_weight_settles_the_contract(
    world: World, browser: Browser, *, language: str
) -> None:
    today = clock.now().date()
    month = listed_months(Terminal.NEW_YORK, today)[2]
    world.market.set_levels("3150", month=month, since=today)
    follows: dict[str, Any] = {
        "price_kind": PriceKind.DIFFERENTIAL,
        "terminal": Terminal.NEW_YORK,
        "terminal_month": month,
        "differential": Decimal(2500),
        "fixation_side": Side.MAKER,
        "fixation_by": today + timedelta(days=20),
    }
    contract_id = contract(world, sample_basis="none", **follows)
    market, group_viewer, maker_viewer = world.market, world.cast.groups[2], world.cast.makers[1]
    Approved(market, group_viewer, maker_viewer, world.cast.facilitator, contract_id).arrive()
    world.market.app.config["WTF_CSRF_ENABLED"] = True
    with served(world.market.app) as address:
        group = Person(browser, address, email=GROUP, language=language, window=PHONE)
        maker = Person(browser, address, email=MAKER, language=language, window=DESK)
        maker.go(f"/contracts/{contract_id}/fixing/")
        maker.send("main form[action$='/fixing/'] button")
        maker.go(f"/contracts/{contract_id}/fixing/")
        fixed = state(maker)
        maker.go(f"/contracts/{contract_id}/settlement/")
        maker.fill(kilograms="985.2", surveyor_note="SGS Hamburg, 4711")
        maker.send("main form.form button.main")
        group.go(f"/contracts/{contract_id}/settlement/")
        group.send("main form[action$='/agree'] button")
        settled = state(group)
    assert SAID[language]["final"] in fixed
    assert SAID[language]["settled"] in settled
