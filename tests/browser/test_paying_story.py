"""A maker pays in a real browser: by a card after one that was declined, by wire in two parts, and gets money back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from marketplace.app import create_app
from marketplace.config import Config, with_driver
from marketplace.domain.ids import ContractId
from marketplace.domain.payments.life import InstalmentKind, RefundState
from marketplace.models.base import db
from marketplace.models.instalments import Instalment
from marketplace.seed.market import Cast
from marketplace.seed.people import address_of
from stripe_standin.standin import Standin
from tests.agreements import Agreed
from tests.browser.chromium import a_chromium, served
from tests.browser.people import DESK, PHONE, Person
from tests.market import Market, World
from tests.paying import Till
from tests.standin import paying

pytestmark = pytest.mark.browser

WHY = "El chocolatero pagó esto por otro contrato."


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_chromium() as chromium:
        yield chromium


@pytest.fixture
def till(seeded_url: str, config: Config, seeded_template: tuple[str, Cast], stripe_standin: Standin) -> Iterator[Till]:
    """The fictional market with the stand-in as its provider, and an approved contract whose deposit is due."""
    given = paying(replace(config, database_url=with_driver(seeded_url)), stripe_standin)
    app = create_app(given)
    app.config.update(TESTING=True)
    world = World(Market(app), seeded_template[1])
    group, maker, facilitator = world.cast.groups[2], world.cast.makers[1], world.cast.facilitator
    contract_id = ContractId(
        world.market.an_approved_contract(group, maker, facilitator=facilitator, sample_basis="none")
    )
    yield Till(Agreed(world.market, contract_id, group, maker, facilitator), given, stripe_standin)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@contextmanager
def opened(till: Till) -> Iterator[str]:
    """Serve the market, so that the provider leads back to where it really is."""
    app = till.market.app
    with served(app) as address:
        app.extensions["mazorca"] = replace(till.config, public_url=address)
        yield address


def deposit_of(till: Till) -> Instalment:
    query = select(Instalment).where(
        Instalment.contract_id == till.agreed.id, Instalment.kind == InstalmentKind.DEPOSIT
    )
    return till.market.do(lambda: db.session.scalars(query).one())


def go_and_pay(maker: Person, instalment_id: int, way: str) -> None:
    """Find what is due from the contract, choose a way, and go to where it is paid."""
    maker.follow(maker.page.locator(f"main a[href='/payments/{instalment_id}']").first)
    maker.page.locator(f"main [name='way'][value='{way}']").check()
    with maker.page.expect_navigation():
        maker.page.locator("main form[action$='/pay'] button").click()


def use_card(maker: Person, number: str) -> None:
    """Type a test card on the provider's page."""
    maker.page.locator("[name='number']").fill(number)
    with maker.page.expect_navigation():
        maker.page.locator("button[value='card']").click()


def test_a_declined_card_is_followed_by_one_that_pays_and_money_goes_back(till: Till, browser: Browser) -> None:
    deposit = deposit_of(till)
    with opened(till) as address:
        maker = Person(browser, address, email=address_of("Atelier1"), language="es", window=PHONE)
        maker.go(f"/contracts/{till.agreed.id}")
        go_and_pay(maker, deposit.id, "card")
        use_card(maker, "4000 0000 0000 0002")
        assert maker.page.locator(".wrong").count() == 1
        use_card(maker, "4242 4242 4242 4242")
        assert maker.page.url.startswith(f"{address}/payments/attempts/")
        maker.look()
        assert "aún no se pagó nada" in maker.page.locator("main").inner_text()
        till.hear()
        maker.page.reload()
        assert "Cuenta como pagado" in maker.page.locator("main").inner_text()
        give_back(browser, address, place=maker.page.url.removeprefix(address))
        till.send_refunds()
        maker.page.reload()
        maker.look()
    assert [each.state for each in till.refunds()] == [RefundState.DONE]


def give_back(browser: Browser, address: str, *, place: str) -> None:
    """Give a part back as a facilitator; the first try asks for too much."""
    facilitator = Person(browser, address, email=address_of("ALIANZA"), language="en", window=DESK)
    facilitator.go(place)
    facilitator.page.locator("main summary", has_text="Give money back").click()
    facilitator.fill(amount="1000000", note=WHY)
    assert "up to" in facilitator.be_refused("main form[action$='/refund'] button")
    facilitator.fill(amount="10", note=WHY)
    facilitator.send("main form[action$='/refund'] button")
    assert WHY in facilitator.page.locator("main").inner_text()
    facilitator.go("/payments/board")


def test_a_wire_comes_in_two_parts(till: Till, browser: Browser) -> None:
    deposit = deposit_of(till)
    with opened(till) as address:
        maker = Person(browser, address, email=address_of("Atelier1"), language="en", window=DESK)
        maker.go("/payments/")
        go_and_pay(maker, deposit.id, "bank_wire")
        maker.look()
        assert "Where to wire" in maker.page.locator("main").inner_text()
        payment_id = int(maker.page.url.rstrip("/").rpartition("/")[2])
        remote_id, total = till.remote(payment_id), deposit.open.total.amount  # type: ignore[arg-type]
        for part in (1000, total - 1000):
            till.standin.wire(remote_id, int(part * 100))
            till.hear()
            maker.page.reload()
            maker.look()
        assert "It counts as paid" in maker.page.locator("main").inner_text()
        maker.go("/payments/?show=paid")
        assert "Paid on" in maker.page.locator("main").inner_text()
