"""A producer writes a lot down on a phone: step by step, saved at each, measured, sent, published, changed, copied."""

import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from marketplace.domain.flavours import AXES
from tests.domain.samples import GOOD_CUT
from tests.lot_desk import Desk
from tests.market import Browser, Market

ORIGIN: dict[str, Any] = {
    "code": "new-26-01",
    "crop_year": "2026",
    "harvest_start": "2026-05-02",
    "harvest_end": "2026-08-10",
    "region": "SAM",
    "province": "Tocache",
    "district": "Uchiza",
    "varieties_name": ["native", "trinitario", ""],
    "varieties_share": ["60", "40", ""],
}
POST_HARVEST = {"fermentation_method": "wooden_box", "drying_method": "raised_beds", "is_wet_purchase": "no"}
VOLUME = {
    "bags": "120",
    "bag_weight": "50",
    "minimum_bags": "2",
    "available_from": "2026-09-01",
    "certificates": ["EU_ORGANIC"],
    "visibility": "public",
}
PRICE = {
    "price_kind": "fixed",
    "price_amount": "5650",
    "price_incoterm": "FOB",
    "price_place": "Callao",
    "farm_gate_pen_kg": "13.2",
}
PANEL = dict.fromkeys(AXES, "1") | {
    "off_total": "0",
    "product": "cacao_mass",
    "protocol": "CoEx Guide 2023",
    "evaluated_on": "2026-09-15",
    "panel_size": "7",
    "replicates": "3",
    "global_quality": "7.5",
}
PHYSICAL = {name: str(share) for name, share in GOOD_CUT.items()} | {
    "analysed_on": "2026-09-01",
    "moisture": "6.8",
    "beans_cut": "300",
}
CADMIUM = {"analyte": "cadmium", "value": "0.31", "sampled_on": "2026-09-01"}


@pytest.fixture
def desk(market: Market) -> Desk:
    return Desk(market)


@pytest.fixture
def browser(desk: Desk) -> Browser:
    return desk.market.browser(desk.seller)


def version(page: TestResponse) -> str:
    found = re.search(r'name="version"\s+value="(\d+)"', page.text)
    assert found
    return found[1]


def errors(page: TestResponse) -> str:
    assert page.status_code == 422
    return re.sub(r"<[^>]+>", " ", page.text.partition('id="summary"')[2].partition("</div>")[0])


def typed_until_price(browser: Browser) -> str:
    address = browser.post("/lots/new", ORIGIN).location
    address = browser.post(address, POST_HARVEST).location
    return str(browser.post(address, VOLUME).location)


def test_a_lot_goes_from_an_empty_form_to_the_list(desk: Desk, browser: Browser) -> None:
    results = browser.post(typed_until_price(browser), PRICE).location
    for kind, typed in (("panel", PANEL), ("physical", PHYSICAL), ("laboratory", CADMIUM)):
        assert browser.post(f"{results}/{kind}", typed).location == results
    review = browser.get("/lots/NEW-26-01/review")
    browser.post("/lots/NEW-26-01/submit", {"version": version(review)})
    judge = desk.market.browser(desk.facilitator)
    seen = version(judge.get("/reviews/lots/NEW-26-01"))
    judge.post("/reviews/lots/NEW-26-01/publish", {"version": seen})
    assert "NEW-26-01" in desk.market.browser().get("/lots").text


def test_what_cannot_be_read_is_shown_as_typed_with_both_readings(browser: Browser) -> None:
    page = browser.post("/lots/new", {**ORIGIN, "varieties_share": ["1,5", "1.500", ""]})
    said = errors(page)
    assert "1,5 can be read in two ways. Write 1.5 or 15." in said
    assert 'value="1,5"' in page.text


@pytest.mark.parametrize("locale", ["en", "es_PE"])
@pytest.mark.parametrize("typed", ["1,5", "1.500"])
def test_an_ambiguous_number_is_never_taken_for_one_of_its_readings(desk: Desk, locale: str, typed: str) -> None:
    browser = desk.market.browser(desk.seller, locale=locale)
    page = browser.post(typed_until_price(browser), {**PRICE, "price_amount": typed})
    assert page.status_code == 422
    assert f'value="{typed}"' in page.text


def test_a_half_written_lot_is_left_and_taken_up_again(browser: Browser) -> None:
    left = browser.post("/lots/new", {"code": "half-1", "crop_year": "abc", "do": "leave"})
    assert left.location == "/lots/mine"
    assert "half-1" in browser.get("/lots/mine").text
    resumed = browser.get("/lots/started/1", follow_redirects=True)
    assert resumed.request.path == "/lots/started/1/post-harvest"
    assert 'value="abc"' in browser.get("/lots/started/1/origin").text


def test_a_step_taken_up_again_keeps_its_mark_against_forgery(browser: Browser, market: Market) -> None:
    browser.post("/lots/new", {"code": "half-1", "do": "leave"})
    market.app.config["WTF_CSRF_ENABLED"] = True
    page = browser.get("/lots/started/1/origin").text
    assert 'name="csrf_token"' in page.partition("<main")[2].partition("started/1/discard")[0]


def test_the_last_step_leads_back_to_what_is_not_complete(browser: Browser) -> None:
    browser.post("/lots/new", {"code": "half-1", "do": "leave"})
    assert browser.post("/lots/started/1/price", PRICE).location == "/lots/started/1/origin"


def test_a_taken_code_is_said_beside_its_field(desk: Desk, browser: Browser) -> None:
    desk.draft(code="NEW-26-01")
    page = browser.post(typed_until_price(browser), PRICE)
    assert "Another lot has this code." in errors(page)


def test_a_finished_form_sent_twice_makes_one_lot(browser: Browser) -> None:
    address, key = typed_until_price(browser), {"idempotency_key": "the same key twice"}
    first, second = browser.post(address, {**PRICE, **key}), browser.post(address, {**PRICE, **key})
    assert first.location == "/lots/NEW-26-01/results"
    assert second.status_code in (303, 404)
    assert browser.get("/lots/mine").text.count('href="/lots/NEW-26-01"') == 1


def test_a_double_click_on_send_sends_once(desk: Desk, browser: Browser) -> None:
    lot_id = desk.measured(code="SEND-1")
    form = {"version": str(desk.row(lot_id).version), "idempotency_key": "one click too many"}
    answers = [browser.post("/lots/SEND-1/submit", form) for _ in range(2)]
    assert [each.location for each in answers] == ["/lots/SEND-1"] * 2
    assert desk.history(lot_id).count("lot.submitted") == 1


def test_the_review_names_what_is_missing_and_where_to_mend_it(desk: Desk, browser: Browser) -> None:
    desk.draft(code="BARE-1", farm_gate_pen_kg=None)
    page = browser.get("/lots/BARE-1/review").text
    assert 'href="/lots/BARE-1/edit/price">Mend' in page
    assert 'href="/lots/BARE-1/results">Mend' in page


def test_sending_what_breaks_a_rule_says_which(desk: Desk, browser: Browser) -> None:
    lot_id = desk.draft(code="BARE-1")
    page = browser.post("/lots/BARE-1/submit", {"version": str(desk.row(lot_id).version)})
    assert page.status_code == 422
    assert "A laboratory has to measure cadmium first" in page.text


def test_a_draft_is_changed_step_by_step(desk: Desk, browser: Browser) -> None:
    lot_id = desk.draft(code="STEP-1")
    seen = version(browser.get("/lots/STEP-1/edit/volume"))
    answer = browser.post("/lots/STEP-1/edit/volume", {**VOLUME, "bags": "90", "version": seen})
    assert answer.location == "/lots/STEP-1/edit/price"
    assert desk.terms(lot_id).bags == 90


def test_who_saves_over_somebody_elses_change_is_told_and_loses_nothing(desk: Desk, browser: Browser) -> None:
    lot_id = desk.draft(code="STEP-1")
    seen = version(browser.get("/lots/STEP-1/edit/volume"))
    browser.post("/lots/STEP-1/edit/volume", {**VOLUME, "bags": "90", "version": seen})
    late = browser.post("/lots/STEP-1/edit/volume", {**VOLUME, "bags": "95", "version": seen})
    assert late.status_code == 409
    assert 'value="95"' in late.text
    browser.post("/lots/STEP-1/edit/volume", {**VOLUME, "bags": "95", "version": version(late)})
    assert desk.terms(lot_id).bags == 95


def test_a_double_click_on_save_saves_once(desk: Desk, browser: Browser) -> None:
    lot_id = desk.draft(code="STEP-1")
    form = {**VOLUME, "bags": "90", "version": str(desk.row(lot_id).version), "idempotency_key": "click click"}
    answers = [browser.post("/lots/STEP-1/edit/volume", form) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    assert desk.history(lot_id).count("lot.changed") == 1


def test_of_a_published_lot_the_page_asks_only_for_the_offer(desk: Desk, browser: Browser) -> None:
    desk.published(code="OUT-1")
    assert 'name="bags"' not in browser.get("/lots/OUT-1/edit/volume").text
    assert browser.get("/lots/OUT-1/edit/origin").status_code == 422


def test_a_published_price_below_the_reference_is_refused_beside_its_field(desk: Desk, browser: Browser) -> None:
    desk.published(code="OUT-1")
    seen = version(browser.get("/lots/OUT-1/edit/price"))
    page = browser.post("/lots/OUT-1/edit/price", {**PRICE, "farm_gate_pen_kg": "2", "version": seen})
    assert "farmers must get at least 8.6 soles" in errors(page)


def test_last_crops_lot_is_copied_with_everything_but_its_code_and_dates(desk: Desk, browser: Browser) -> None:
    desk.published(code="OLD-26-01")
    first = browser.post("/lots/OLD-26-01/copy")
    page = browser.get(first.location).text
    assert 'value="2027-05-02"' in page
    assert "OLD-26-01" not in page.partition('<form method="post" action="/lots/started')[2]


def test_a_lot_is_withdrawn_revised_and_closed_from_its_page(desk: Desk, browser: Browser) -> None:
    lot_id = desk.published(code="LIFE-1")
    for step in ("withdraw", "revise"):
        browser.post(f"/lots/LIFE-1/{step}", {"version": str(desk.row(lot_id).version)})
    assert desk.history(lot_id)[-2:] == ["lot.withdrawn", "lot.revised"]


def test_a_promised_lot_says_why_it_cannot_be_withdrawn(desk: Desk, browser: Browser) -> None:
    lot_id = desk.published(code="LIFE-1")
    desk.market.an_allocation(desk.seller, desk.market.a_maker(), lot_id=lot_id)
    browser.post("/lots/LIFE-1/withdraw", {"version": str(desk.row(lot_id).version)})
    assert "20 bags of this lot are promised to makers" in browser.get("/lots/LIFE-1").text


def test_a_result_that_breaks_a_rule_takes_the_lot_off_the_market_and_says_so(desk: Desk, browser: Browser) -> None:
    desk.published(code="WET-1")
    browser.post("/lots/WET-1/results/physical", {**PHYSICAL, "analysed_on": "2026-11-01", "moisture": "8.5"})
    assert "so it is on hold until a facilitator clears it" in browser.get("/lots/WET-1/results").text


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        (
            "panel",
            {**PANEL, "floral_total": "3", "floral_flowers": "4"},
            "Floral: the total cannot be below its strongest part, 4.",
        ),
        ("panel", {**PANEL, "cacao": "11"}, "Cacao: a score lies between 0 and 10."),
        ("panel", {**PANEL, "sweetness": "2"}, "Sweetness is scored for chocolate only"),
        ("panel", {**PANEL, "evaluated_on": "2199-01-01"}, "lies in the future"),
        ("panel", {**PANEL, "global_quality": ""}, "Please fill this in."),
        ("physical", {**PHYSICAL, "violet": "9"}, "They must make 100."),
        ("physical", {**PHYSICAL, "moisture": "55"}, "Moisture lies above 0 and up to 40%."),
        ("laboratory", {**CADMIUM, "value": "25"}, "25 mg/kg cannot be true"),
        ("laboratory", {**CADMIUM, "analyte": "gold"}, "Not a valid choice"),
        ("laboratory", {**CADMIUM, "value": "99999999999"}, "Must be 1000000 or less."),
    ],
)
def test_a_result_that_cannot_be_true_is_refused_in_words(
    desk: Desk, browser: Browser, kind: str, typed: dict[str, str], said: str
) -> None:
    desk.draft(code="RES-1")
    page = browser.post(f"/lots/RES-1/results/{kind}", typed)
    assert page.status_code == 422
    assert said in errors(page)
    assert "aria-invalid" in page.text or kind == "physical"


def test_names_of_any_alphabet_are_kept(desk: Desk, browser: Browser) -> None:
    desk.draft(code="EMO-1")
    seen = version(browser.get("/lots/EMO-1/edit/origin"))
    typed = {**ORIGIN, "code": "EMO-1", "district": "Ñuñoa 🍫 可可", "version": seen}
    browser.post("/lots/EMO-1/edit/origin", typed)
    assert "Ñuñoa 🍫 可可" in browser.get("/lots/EMO-1").text


@pytest.mark.parametrize(
    "address",
    ["/lots/started/1/nonsense", "/lots/started/99/origin", "/lots/MISSING/edit/price", "/lots/MISSING/results"],
)
def test_what_is_not_there_is_not_found(browser: Browser, address: str) -> None:
    assert browser.get(address).status_code == 404
