"""The page of a lot: what everybody reads, what only those concerned read, and nothing that is hidden."""

import gzip
import re

import pytest
from sqlalchemy import event

from marketplace.domain.accounts import OrganizationKind, VerificationState
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.services.evaluations import record_panel
from tests.domain.samples import a_stack, an_evaluation
from tests.lot_desk import Desk
from tests.market import NOW, Market


@pytest.fixture
def desk(market: Market) -> Desk:
    return Desk(market)


def page(desk: Desk, code: str, viewer: Viewer | None = None, *, ending: str = "") -> str:
    answer = desk.market.browser(viewer).get(f"/lots/{code}{ending}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text.partition('<main id="main"')[2]))


def code_of(desk: Desk, lot_id: int) -> str:
    return desk.market.code_of_lot(lot_id)


def test_the_numbers_of_the_radar_stand_beside_it_in_a_table(desk: Desk) -> None:
    answer = desk.market.browser().get(f"/lots/{code_of(desk, desk.published())}").text
    assert '<svg class="radar"' in answer
    assert re.search(r'<th scope="row">Cacao</th>\s*<td class="n">5.0</td>', answer)


def test_everybody_reads_how_much_reaches_the_farmers_but_not_each_part(desk: Desk) -> None:
    code = code_of(desk, desk.published(price_stack=a_stack()))
    said = page(desk, code)
    assert "66.7%" in said
    assert "PEN 13.20/kg" not in said
    assert "Each part of the price is shown to organizations that the alliance has verified." in said


def test_a_verified_maker_reads_each_part(desk: Desk) -> None:
    said = page(desk, code_of(desk, desk.published(price_stack=a_stack())), desk.market.a_maker())
    assert "PEN 13.20/kg" in said
    assert "3,771" in said


def test_an_unverified_maker_does_not(desk: Desk) -> None:
    kind = OrganizationKind.MAKER
    maker = desk.market.a_person(desk.market.an_organization(kind, state=VerificationState.UNVERIFIED))
    assert "PEN 13.20/kg" not in page(desk, code_of(desk, desk.published(price_stack=a_stack())), maker)


def test_the_panels_word_is_read_first_by_the_producer_and_not_by_others(desk: Desk) -> None:
    lot_id = desk.published()
    panel = an_evaluation(comment="Ferment a day longer.")
    desk.do(record_panel, lot_id, panel, by=desk.seller, now=NOW)
    own = page(desk, code_of(desk, lot_id), desk.seller)
    assert own.index("Ferment a day longer.") < own.index("Intensities from 0 to 10")
    assert "Ferment a day longer." not in page(desk, code_of(desk, lot_id), desk.market.a_maker())


def test_the_history_is_for_those_concerned(desk: Desk) -> None:
    code = code_of(desk, desk.published())
    assert "History" in page(desk, code, desk.seller)
    assert "History" in page(desk, code, desk.facilitator)
    assert "History" not in page(desk, code, desk.market.a_maker())


def test_who_grew_it_stands_apart_from_who_sells_it(desk: Desk) -> None:
    said = page(desk, code_of(desk, desk.published(producer_name="Fundo Ñáñez", producer_kind="single_farm")))
    assert "sold by Cooperativa Yanayacu" in said
    assert "The cacao was grown by Fundo Ñáñez" in said


def test_mass_is_said_in_all_units_of_the_trade(desk: Desk) -> None:
    assert "6 t = 13,228 lb = 130.4 qq" in page(desk, code_of(desk, desk.published()))


def test_the_lot_card_fits_paper(desk: Desk) -> None:
    said = page(desk, code_of(desk, desk.published()), ending="/card")
    assert "Grade 1" in said
    assert "0.42 mg/kg" in said


@pytest.mark.parametrize("code", ["NO-SUCH-LOT", "%00", "../etc/passwd", "🍫", "' OR 1=1 --"])
def test_there_is_no_page_for_what_is_no_lot(desk: Desk, code: str) -> None:
    assert desk.market.browser().get(f"/lots/{code}").status_code in (400, 404)


def test_a_strangers_draft_looks_like_no_lot_at_all(desk: Desk) -> None:
    browser = desk.market.browser(desk.market.a_producer())
    there, nowhere = browser.get(f"/lots/{code_of(desk, desk.draft())}"), browser.get("/lots/NOWHERE")
    assert (there.status_code, nowhere.status_code) == (404, 404)
    hide = re.compile(r'value="[^"]+"|next=[^"]+"')
    assert hide.sub("", there.text) == hide.sub("", nowhere.text)


def test_markup_in_notes_is_shown_as_words(desk: Desk) -> None:
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    lot_id = desk.published(notes_en=bad, notes_es=bad, protocol_note=bad, producer_name=bad, producer_kind="group")
    for viewer in (None, desk.seller, desk.facilitator):
        for ending in ("", "/card"):
            answer = desk.market.browser(viewer).get(f"/lots/{code_of(desk, lot_id)}{ending}").text
            assert "<script>alert" not in answer
            assert "<img src=x" not in answer


def test_a_drawing_is_used_again_until_something_changes(desk: Desk) -> None:
    lot_id = desk.published()
    code, browser = code_of(desk, lot_id), desk.market.browser()
    first, second = browser.get(f"/lots/{code}").text, browser.get(f"/lots/{code}").text
    desk.market.an_allocation(desk.seller, desk.market.a_maker(), bags=20, lot_id=lot_id)
    assert first == second
    assert "5,000 kg" in browser.get(f"/lots/{code}").text


def test_each_sight_of_a_remembered_page_has_keys_of_its_own(desk: Desk) -> None:
    browser = desk.market.browser(desk.market.a_maker())
    address = f"/lots/{code_of(desk, desk.published())}"
    keys = [set(re.findall(r'name="idempotency_key" value="([^"]+)"', browser.get(address).text)) for _ in range(2)]
    assert keys[0]
    assert not keys[0] & keys[1]


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_a_packed_page_says_the_same(desk: Desk, is_signed_in: bool) -> None:  # noqa: FBT001 - a parameter of the test
    browser = desk.market.browser(desk.market.a_maker() if is_signed_in else None)
    address = f"/lots/{code_of(desk, desk.published(notes_en='Ünïcode 🍫'))}"
    plain, packed = browser.get(address), browser.get(address, headers={"Accept-Encoding": "gzip"})
    opened = gzip.decompress(packed.data).decode()
    hide = re.compile(r'(name="(?:idempotency_key|csrf_token)" value=")[^"]+')
    assert hide.sub(r"\1", opened) == hide.sub(r"\1", plain.text)
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_readers_never_get_each_others_pages(desk: Desk) -> None:
    code = code_of(desk, desk.published(price_stack=a_stack()))
    maker = desk.market.a_maker()
    assert "3,771" in page(desk, code, maker)
    assert "3,771" not in page(desk, code)
    assert "Person" not in page(desk, code)


def test_what_just_happened_is_told_once(desk: Desk) -> None:
    code = code_of(desk, desk.published())
    browser = desk.market.browser()
    with browser.client.session_transaction() as session:
        session["_flashes"] = [("note", "Told once.")]
    assert "Told once." in browser.get(f"/lots/{code}").text
    assert "Told once." not in browser.get(f"/lots/{code}").text


@pytest.mark.parametrize("who", ["anybody", "maker", "seller", "facilitator"])
def test_the_page_costs_few_statements(desk: Desk, who: str) -> None:
    code = code_of(desk, desk.published())
    viewers = {"anybody": None, "maker": desk.market.a_maker(), "seller": desk.seller, "facilitator": desk.facilitator}
    browser, asked = desk.market.browser(viewers[who]), []
    with desk.market.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *each: asked.append(each[2]))
    browser.get(f"/lots/{code}")
    assert 0 < len(asked) <= 12


def test_its_group_reads_first_whose_turn_it_is_and_what_was_bid(desk: Desk) -> None:
    lot_id, maker = desk.published(), desk.market.a_maker()
    desk.market.a_bid(desk.seller, maker, lot_id=lot_id)
    said = page(desk, code_of(desk, lot_id), desk.seller)
    assert "Answer the bid" in said.partition("Your turn")[2].partition("the best 5,600 USD/t FOB")[0]
    assert "Your turn" not in page(desk, code_of(desk, lot_id), maker)


def test_a_fairtrade_lot_says_what_comes_on_top_of_its_price(market: Market) -> None:
    market.set_references()
    market.set_figures(fairtrade_premium="240")
    producer = market.a_producer()
    codes = [market.code_of_lot(market.a_lot(producer, certificates=each)) for each in (["FAIRTRADE"], [])]
    pages = [market.browser().get(f"/lots/{code}").text for code in codes]
    assert ["Fairtrade Premium of 240 USD/t" in each for each in pages] == [True, False]
