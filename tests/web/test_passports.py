"""Anybody may read a passport, keep it, and check it; nobody learns a name from it that was not given."""

import json
import re

import pytest

from marketplace.domain.lots import LotState, Visibility
from marketplace.domain.passports.canonical import read_signed
from marketplace.domain.plain import to_plain
from marketplace.gateways.signing import is_signed
from marketplace.models.base import db
from marketplace.models.rows.market.lots import Lot
from tests.domain import samples
from tests.market import Market, World
from tests.passports import PUBLIC, a_passport
from tests.web.test_budgets import counted

MOST_BYTES = 30_000


@pytest.fixture
def code(world: World) -> str:
    lot_id = world.market.do(lambda: db.session.scalar(db.select(Lot.id).where(Lot.code == "YANA-26-01")))
    return a_passport(world.market, lot_id)


@pytest.mark.parametrize("locale", ["es_PE", "en"])
def test_page_and_style_together_stay_below_30_kb_and_ask_little(world: World, code: str, locale: str) -> None:
    browser = world.market.browser(locale=locale)
    with counted(world.market.app) as statements:
        answer = browser.get(f"/l/{code}")
    parts = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', answer.text))
    weight = len(answer.data) + sum(len(browser.get(part).data) for part in parts)
    assert answer.status_code == 200
    assert len(statements) <= 12
    assert "<script" not in answer.text
    assert weight <= MOST_BYTES, (len(answer.data), weight)


def test_the_file_is_what_was_signed_and_the_key_is_published(world: World, code: str) -> None:
    browser = world.market.browser()
    kept, keys = browser.get(f"/l/{code}.json"), json.loads(browser.get("/passports/keys.json").data)
    read = read_signed(kept.data)
    [key] = [each for each in keys["keys"] if each["id"] == read.key_id]
    assert is_signed(read.signed, read.signature, public_key=key["public_key"])
    assert key["public_key"] == PUBLIC
    assert browser.get(f"/l/{code}/1.json").data == kept.data


def test_a_copy_that_is_still_fresh_is_not_sent_again(world: World, code: str) -> None:
    browser = world.market.browser()
    first = browser.get(f"/l/{code}")
    again = browser.get(f"/l/{code}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert {"Cookie", "Accept-Language"} <= set(first.vary)


def test_what_is_passed_on_shows_what_it_is(world: World, code: str) -> None:
    text = world.market.browser().get(f"/l/{code}").text
    assert f'property="og:url" content="http://localhost/l/{code}"' in text
    assert re.search(r'og:description" content="[^"]*Harvested', text)
    assert "wa.me" in text


@pytest.mark.parametrize(
    "changes", [{"state": LotState.CLOSED}, {"state": LotState.WITHDRAWN}, {"visibility": Visibility.PRIVATE}]
)
def test_a_passport_stays_when_its_lot_is_no_longer_on_sale(market: Market, changes: dict[str, str]) -> None:
    lot_id = market.a_lot(market.a_producer())
    code = a_passport(market, lot_id)

    def change() -> None:
        lot = db.session.get_one(Lot, lot_id)
        for name, value in changes.items():
            setattr(lot, name, value)
        db.session.commit()

    market.do(change)
    answer = market.browser().get(f"/l/{code}")
    assert answer.status_code == 200
    assert "no longer on sale here" in answer.text


def test_a_lot_that_was_never_public_has_no_passport(market: Market) -> None:
    code = market.code_of_lot(market.a_lot(market.a_producer(), visibility=Visibility.PRIVATE))
    assert market.browser().get(f"/l/{code}").status_code == 404


def test_a_public_lot_without_a_passport_leads_to_its_own_page(market: Market) -> None:
    code = market.code_of_lot(market.a_lot(market.a_producer()))
    answer = market.browser().get(f"/l/{code}")
    assert (answer.status_code, answer.location) == (303, f"/lots/{code}")


def test_a_former_passport_says_so_and_leads_to_the_one_that_counts(market: Market) -> None:
    lot_id = market.a_lot(market.a_producer())
    a_passport(market, lot_id)

    def change() -> None:
        db.session.get_one(Lot, lot_id).altitude_max = 900
        db.session.commit()

    market.do(change)
    code = a_passport(market, lot_id)
    former, newest = market.browser().get(f"/l/{code}/1").text, market.browser().get(f"/l/{code}").text
    assert "Another one has replaced it" in former
    assert "noindex" in former
    assert "2 passports so far" in newest
    assert ": the lot and its group" in newest


def test_the_verifier_is_one_small_page_that_runs_only_itself(world: World, code: str) -> None:
    del code
    answer = world.market.browser().get("/passports/verify.html")
    assert len(answer.data) <= MOST_BYTES
    assert "connect-src" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'sha256-")
    assert "http" not in answer.text.replace("https://", "")
    assert PUBLIC in answer.text


def test_labels_are_for_the_group_and_the_card_for_whoever_is_signed_in(market: Market) -> None:
    producer, maker = market.a_producer(), market.a_maker()
    code = a_passport(market, market.a_lot(producer))
    group, buyer, anybody = market.browser(producer), market.browser(maker), market.browser()
    assert group.get(f"/l/{code}/labels.pdf?bags=3").data.startswith(b"%PDF-")
    assert buyer.get(f"/l/{code}/labels.pdf").status_code == 403
    assert buyer.get(f"/l/{code}/card.pdf").data.startswith(b"%PDF-")
    assert anybody.get(f"/l/{code}/card.pdf").status_code in {303, 403}


def test_no_bags_need_no_labels(market: Market) -> None:
    producer = market.a_producer()
    code = a_passport(market, market.a_lot(producer))
    assert market.browser(producer).get(f"/l/{code}/labels.pdf?bags=0").status_code == 404


@pytest.mark.parametrize("is_public", [True, False])
def test_the_parts_of_the_price_are_shown_where_the_group_says_so(market: Market, *, is_public: bool) -> None:
    stack = to_plain(samples.a_stack())
    lot_id = market.a_lot(market.a_producer(), price_stack=stack, is_stack_public=is_public)
    code = a_passport(market, lot_id)
    text = market.browser().get(f"/l/{code}").text
    assert ("How the price is made up" in text) == is_public
    assert ("The group has not published the parts of its price." in text) != is_public
