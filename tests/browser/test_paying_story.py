"""A maker pays in a real browser: by a card after one that was declined, by wire in two parts, and gets money back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, ViewportSize
from sqlalchemy import select

from marketplace.domain.payments.life import InstalmentKind, RefundState
from marketplace.models.base import db
from marketplace.models.rows.money.instalments import Instalment
from marketplace.seed.people import address_of
from tests.browser.chromium import served
from tests.browser.people import DESK, PHONE, Person
from tests.paying import Till

pytestmark = pytest.mark.browser

WHY = "El chocolatero pagó esto por otro contrato."
SAID = {
    "es": ("aún no se pagó nada", "Cuenta como pagado", "A dónde transferir", "Se pagó el"),
    "en": ("Nothing was paid yet", "It counts as paid", "Where to wire", "Paid on"),
}
LANGUAGES = pytest.mark.parametrize(("language", "window"), [("es", PHONE), ("en", DESK)])


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


@LANGUAGES
def test_a_declined_card_is_followed_by_one_that_pays_and_money_goes_back(
    till: Till, browser: Browser, *, language: str, window: ViewportSize
) -> None:
    deposit, (nothing, paid, *_rest) = deposit_of(till), SAID[language]
    with opened(till) as address:
        maker = Person(browser, address, email=address_of("Atelier1"), language=language, window=window)
        maker.go(f"/contracts/{till.agreed.id}")
        go_and_pay(maker, deposit.id, "card")
        use_card(maker, "4000 0000 0000 0002")
        assert maker.page.locator(".wrong").count() == 1
        use_card(maker, "4242 4242 4242 4242")
        assert maker.page.url.startswith(f"{address}/payments/attempts/")
        maker.look()
        assert nothing in maker.page.locator("main").inner_text()
        till.hear()
        maker.page.reload()
        assert paid in maker.page.locator("main").inner_text()
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


@LANGUAGES
def test_a_wire_comes_in_two_parts(till: Till, browser: Browser, *, language: str, window: ViewportSize) -> None:
    deposit, (_nothing, paid, where, day) = deposit_of(till), SAID[language]
    with opened(till) as address:
        maker = Person(browser, address, email=address_of("Atelier1"), language=language, window=window)
        maker.go("/payments/")
        go_and_pay(maker, deposit.id, "bank_wire")
        maker.look()
        assert where in maker.page.locator("main").inner_text()
        payment_id = int(maker.page.url.rstrip("/").rpartition("/")[2])
        remote_id, total = till.remote(payment_id), deposit.open.total.amount  # type: ignore[arg-type]
        for part in (1000, total - 1000):
            till.standin.wire(remote_id, int(part * 100))
            till.hear()
            maker.page.reload()
            maker.look()
        assert paid in maker.page.locator("main").inner_text()
        maker.go("/payments/?show=paid")
        assert day in maker.page.locator("main").inner_text()
