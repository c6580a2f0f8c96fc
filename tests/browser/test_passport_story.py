"""A passport opened in a shop, kept, and checked where there is no network; an altered copy is found out."""

from base64 import b64decode
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from marketplace.models.base import db
from marketplace.models.rows.market.lots import Lot
from tests.browser.chromium import barriers, served, sideways_scroll
from tests.browser.people import DESK, PHONE
from tests.commands.test_passports import OTHER, SIGNER
from tests.market import World
from tests.passports import a_passport

pytestmark = pytest.mark.browser
FORGERIES = """([message, signature, key, order]) => {
  const bytes = (text) => Uint8Array.from(text.match(/../g) || [], (two) => parseInt(two, 16));
  const s = bytes(signature), larger = s.slice();
  let sum = number(s.slice(32)) + BigInt(order);
  for (let i = 32; i < 64; i++, sum >>= 8n) larger[i] = Number(sum & 255n);
  const changed = s.slice();
  changed[5] ^= 1;
  return [s, larger, changed].map((each) => verifyPlainly(each, bytes(message), bytes(key)));
}"""
ORDER = str(2**252 + 27742317777372353535851937790883648493)


def keep(page: Page, address: str, folder: Path) -> dict[str, Path]:
    """Read the passport as anybody, and keep its file, the keys and the verifier."""
    page.goto(address)
    assert barriers(page) == []
    assert sideways_scroll(page) == 0
    kept = {"keys": folder / "keys.json"}
    keys = page.request.get(page.locator("a[href$='keys.json']").get_attribute("href") or "")
    kept["keys"].write_bytes(keys.body())
    for name, ending in (("passport", ".json"), ("verifier", "verify.html")):
        with page.expect_download() as coming:
            page.locator(f"a[download$='{ending}']").first.click()
        kept[name] = folder / f"kept{ending}"
        coming.value.save_as(kept[name])
    return kept


def judge(page: Page, passport: Path, keys: Path | None = None) -> str:
    """Let the verifier judge a file; return its verdict."""
    if keys:
        page.locator("#published").set_input_files(keys)
    page.evaluate("document.getElementById('verdict').removeAttribute('data-verdict')")
    page.locator("#passport").set_input_files([])
    page.locator("#passport").set_input_files(passport)
    page.locator("#verdict[data-verdict]").wait_for()
    return page.locator("#verdict").get_attribute("data-verdict") or ""


def copies(kept: Path) -> list[tuple[str, bytes]]:
    """Make copies that are not what was signed, each with what is to be said of it."""
    whole = kept.read_bytes()
    return [
        ("altered", whole.replace(b'"crop_year":2026', b'"crop_year":2025', 1)),
        ("altered", whole.replace(b'"bags":', b'"bags": ', 1)),
        ("none", whole[:-9]),
        ("unknown", whole.replace(SIGNER.key_id.encode(), OTHER.key_id.encode())),
    ]


def test_a_passport_is_checked_from_a_disk_without_a_network(world: World, browser: Browser, tmp_path: Path) -> None:
    lot_id = world.market.do(lambda: db.session.scalar(db.select(Lot.id).where(Lot.code == "YANA-26-01")))
    code = a_passport(world.market, lot_id)
    with served(world.market.app) as address:
        shop = browser.new_context(viewport=PHONE, locale="es-PE", base_url=address).new_page()
        kept = keep(shop, f"{address}/l/{code}", tmp_path)
        assert "Firmado" in shop.locator(".seal").inner_text()
        desk = browser.new_context(viewport=DESK, locale="en", base_url=address).new_page()
        keep(desk, f"{address}/l/{code}", tmp_path)
        assert "Signed" in desk.locator(".seal").inner_text()
    away = browser.new_context(viewport=PHONE, locale="es-PE", offline=True).new_page()
    away.goto(kept["verifier"].as_uri())
    assert barriers(away) == []
    assert judge(away, kept["passport"]) == "right"
    assert code in away.locator("#facts").inner_text()
    assert judge(away, kept["passport"], kept["keys"]) == "right"
    for verdict, content in copies(kept["passport"]):
        (tmp_path / "copy.json").write_bytes(content)
        assert judge(away, tmp_path / "copy.json") == verdict
    message = "Piña 🍍".encode()
    plain = [message.hex(), *(b64decode(each).hex() for each in (SIGNER.sign(message), SIGNER.public_key)), ORDER]
    assert away.evaluate(FORGERIES, plain) == [True, False, False]
