"""Samples on the pages: asked for with the fee in sight, answered in turns, tasted, and hidden from rivals."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from marketplace import clock
from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.ids import ContractId, SampleId
from marketplace.domain.lots import Visibility
from marketplace.domain.samples.life import SampleState
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.services.samples.answers import quote_fee
from marketplace.services.samples.grams import set_sample_fee
from tests.domain import samples
from tests.market import Browser, Market
from tests.tasting import ADDRESS, NO, SENT, TODAY, TWENTY, YES, Tasting, days


@pytest.fixture
def tasting(market: Market) -> Tasting:
    return Tasting.of(market)


def post(tasting: Tasting, browser: Browser, sample_id: SampleId, *, step: str, **form: Any) -> Any:
    sent = {"version": tasting.version(sample_id), **form}
    return browser.post(f"/samples/{sample_id}/{step}", sent)


def pair(tasting: Tasting) -> tuple[Browser, Browser]:
    return tasting.market.browser(tasting.producer), tasting.market.browser(tasting.maker)


def test_the_fee_is_shown_before_anybody_asks(tasting: Tasting) -> None:
    tasting.do(set_sample_fee, TWENTY, by=tasting.producer)
    code = tasting.market.code_of_lot(tasting.market.a_lot(tasting.producer))
    page = pair(tasting)[1].get(f"/lots/{code}/samples/new").text
    assert "Ask for it, for a fee of USD 20" in page
    assert "credited when you buy this lot" in page


def test_a_sample_goes_from_the_request_to_the_verdict(tasting: Tasting) -> None:
    group, maker = pair(tasting)
    code = tasting.market.code_of_lot(tasting.market.a_lot(tasting.producer))
    asked = maker.post(
        f"/lots/{code}/samples/new",
        {"grams": "500", "address": ADDRESS, "fee_amount": "0", "fee_currency": "USD"},
    )
    sample_id = SampleId(int(asked.location.rsplit("/", 1)[1]))
    assert ADDRESS in group.get(f"/samples/{sample_id}").text
    today = clock.now().date()
    sent = {"grams": "500", "drawn": "500", "courier": "SERPOST", "sent_on": today.isoformat()}
    assert post(tasting, group, sample_id, step="send", **sent).status_code == 303
    assert "SERPOST" in maker.get(f"/samples/{sample_id}").text
    post(tasting, maker, sample_id, step="receive", received_on=today.isoformat())
    verdict = {"verdict": "no", "words": "Smoky <b>everywhere</b>.", "global_quality": "4.5", "cacao": "3.5"}
    post(tasting, maker, sample_id, step="judge", **verdict, tasted_on=today.isoformat(), product="cacao_mass")
    page = group.get(f"/samples/{sample_id}").text
    assert "Smoky &lt;b&gt;everywhere&lt;/b&gt;." in page
    assert "Tasted by the maker, as a dashed line: Cacao 3.5." in page
    assert tasting.state(sample_id) is SampleState.REJECTED


def test_what_is_wrong_stands_beside_its_field(tasting: Tasting) -> None:
    group, _maker = pair(tasting)
    today = clock.now().date().isoformat()
    answer = post(tasting, group, tasting.asked(), step="send", grams="500", courier="SERPOST", sent_on=today)
    assert answer.status_code == 422
    assert "0 g of this lot are kept for samples" in answer.text
    assert 'aria-describedby="send-grams-error' in answer.text


def test_a_step_that_is_no_longer_possible_says_so(tasting: Tasting) -> None:
    _group, maker = pair(tasting)
    answer = post(tasting, maker, tasting.asked(), step="agree_fee")
    assert answer.status_code == 422
    assert "The sample has moved on meanwhile." in answer.text


def test_both_sides_see_the_fee_that_waits_for_a_yes(tasting: Tasting) -> None:
    sample_id = tasting.asked()
    tasting.step(quote_fee, sample_id, TWENTY, by=tasting.producer)
    group, maker = pair(tasting)
    pages = [each.get(f"/samples/{sample_id}").text for each in (group, maker)]
    assert all("USD 20 for the sample instead of USD 0" in page for page in pages)
    post(tasting, maker, sample_id, step="agree_fee")
    assert tasting.row(sample_id).fee == TWENTY


def test_what_is_late_is_shown_as_late(tasting: Tasting) -> None:
    sample_id = tasting.sent(dispatch=replace(SENT, sent_on=TODAY - days(50)))
    tasting.received(sample_id, TODAY - days(40), is_sent=True)
    page = pair(tasting)[0].get(f"/samples/{sample_id}").text
    assert "taste the sample and say what you found, due since 24 Oct 2026." in page
    assert ">late<" in page


def test_the_list_begins_with_what_waits_for_the_reader(tasting: Tasting) -> None:
    first, second = tasting.asked(), tasting.sent(tasting.asked())
    group, maker = pair(tasting)
    codes = [tasting.row(each).code for each in (first, second)]
    pages = [each.get("/samples").text for each in (group, maker)]
    assert [page.index(codes[0]) < page.index(codes[1]) for page in pages] == [True, False]
    assert codes[1] not in group.get("/samples?state=settled").text


def test_an_empty_list_says_what_to_do(tasting: Tasting) -> None:
    group, maker = pair(tasting)
    assert "No maker has asked for a sample here." in group.get("/samples").text
    assert "Look for a lot to taste" in maker.get("/samples").text


def test_the_group_reads_the_verdict_on_its_lot_and_nobody_else_does(tasting: Tasting) -> None:
    lot_id = tasting.market.a_lot(tasting.producer, visibility=Visibility.PUBLIC)
    code = tasting.market.code_of_lot(lot_id)
    tasting.judged(YES, tasting.asked(lot_id))
    rival, stranger = tasting.market.browser(tasting.market.a_maker()), tasting.market.browser()
    other_group = tasting.market.browser(tasting.market.a_producer())
    group, maker = pair(tasting)
    assert str(YES.words) in group.get(f"/lots/{code}").text
    assert "Your samples of this lot" in maker.get(f"/lots/{code}").text
    hidden = [each.get(f"/lots/{code}").text for each in (rival, stranger, other_group)]
    assert not [page for page in hidden if str(YES.words) in page or "S-2026" in page or "What makers tasted" in page]


def test_a_rival_finds_no_sample_anywhere(tasting: Tasting) -> None:
    sample_id = tasting.judged()
    code = tasting.row(sample_id).code
    rival = tasting.market.browser(tasting.market.a_maker())
    assert rival.get(f"/samples/{sample_id}").status_code == 404
    assert all(code not in rival.get(page).text for page in ("/samples", "/", "/inbox"))


def test_a_makers_lot_page_is_drawn_anew_when_its_sample_moves(tasting: Tasting) -> None:
    lot_id = tasting.market.a_lot(tasting.producer, visibility=Visibility.PUBLIC)
    code, maker = tasting.market.code_of_lot(lot_id), pair(tasting)[1]
    assert "Your samples of this lot" not in maker.get(f"/lots/{code}").text
    sample_id = tasting.asked(lot_id)
    assert "To be sent" in maker.get(f"/lots/{code}").text
    tasting.sent(sample_id)
    assert "On its way" in maker.get(f"/lots/{code}").text


def test_the_ledger_shows_what_was_kept_and_sent(tasting: Tasting) -> None:
    lot_id = tasting.market.a_lot(tasting.producer)
    code, group = tasting.market.code_of_lot(lot_id), pair(tasting)[0]
    assert "Nothing is kept of this lot" in group.get(f"/lots/{code}/samples").text
    assert group.post(f"/lots/{code}/samples", {"kind": "kept", "grams": "2000", "note": "bag 17"}).status_code == 303
    tasting.sent(tasting.asked(lot_id), replace(SENT, drawn=0))
    page = group.get(f"/lots/{code}/samples").text
    assert "bag 17" in page
    assert "1,500 g" in page
    wrong = group.post(f"/lots/{code}/samples", {"kind": "discarded", "grams": "1501"})
    assert "1500 g of this lot are kept" in wrong.text


def test_a_group_sets_its_fee(tasting: Tasting) -> None:
    group = pair(tasting)[0]
    assert group.post("/samples/fee", {"fee": "600", "currency": "USD", "version": "0"}).status_code == 422
    assert group.post("/samples/fee", {"fee": "20", "currency": "USD", "version": "0"}).status_code == 303
    assert 'value="20"' in group.get("/samples").text


def test_a_fee_is_credited_on_the_contract_that_buys_the_lot(tasting: Tasting) -> None:
    tasting.do(set_sample_fee, TWENTY, by=tasting.producer)
    lot_id = tasting.market.a_lot(tasting.producer)
    sample_id = tasting.sent(tasting.asked(lot_id, fee=TWENTY), replace(SENT, fee=TWENTY))
    maker = pair(tasting)[1]
    assert "to be paid to the group; it comes off the price" in maker.get(f"/samples/{sample_id}").text
    note = {"paid_on": TODAY.isoformat(), "version": str(tasting.version(sample_id))}
    assert pair(tasting)[0].post(f"/samples/{sample_id}/note_fee", note).status_code == 303
    assert "paid on 23 Nov 2026" in maker.get(f"/samples/{sample_id}").text
    first, second = (tasting.a_contract(lot_id=lot_id) for _ in range(2))
    assert "sample fee credited" in maker.get(f"/contracts/{first}").text
    assert "sample fee credited" not in maker.get(f"/contracts/{second}").text
    assert "paid, and off the price of contract MZ-" in maker.get(f"/samples/{sample_id}").text


def test_the_contract_page_says_what_its_samples_wait_for(tasting: Tasting) -> None:
    contract_id = tasting.a_contract()
    group, maker = pair(tasting)
    assert "Sample to be sent" in group.get(f"/contracts/{contract_id}").text
    second = tasting.rejected_twice(contract_id)
    assert "Sample rejected, remedy open" in maker.get(f"/contracts/{contract_id}").text
    page = maker.get(f"/samples/{second}").text
    assert "Under the contract you choose" in page
    post(tasting, maker, second, step="ask_allowance", allowance="150")
    assert "USD 150 less each tonne" in group.get(f"/samples/{second}").text
    post(tasting, group, second, step="grant")
    assert "Sample settled by an allowance" in maker.get(f"/contracts/{contract_id}").text


@pytest.mark.parametrize("kind", ["arrival", "arbitration"])
def test_a_sample_is_drawn_from_what_has_arrived(tasting: Tasting, kind: str) -> None:
    contract_id = tasting.a_contract()
    has_arrived(tasting, contract_id)
    maker = pair(tasting)[1]
    assert f"/contracts/{contract_id}/samples/{kind}" in maker.get(f"/contracts/{contract_id}").text
    page = f"/contracts/{contract_id}/samples/{kind}"
    assert maker.get(page).status_code == 200
    tomorrow = (clock.now().date() + timedelta(days=1)).isoformat()
    drawn = {"grams": "300", "address": ADDRESS, "note": "The surveyor"}
    assert maker.post(page, {**drawn, "drawn_on": tomorrow}).status_code == 422
    done = maker.post(page, {**drawn, "drawn_on": clock.now().date().isoformat()})
    assert "300 g of" in maker.get(done.location).text


def test_the_pre_shipment_sample_can_be_called_for_once(tasting: Tasting) -> None:
    contract_id = tasting.a_contract()
    answer = pair(tasting)[0].post(f"/contracts/{contract_id}/samples")
    assert answer.status_code == 422
    assert "There is an open sample already" in answer.text


def test_a_verdict_under_a_contract_is_held_against_what_was_agreed(tasting: Tasting) -> None:
    contract_id = tasting.a_contract()
    odd = replace(NO, scores={"cacao": Decimal(9), "floral_total": Decimal(0)})
    page = pair(tasting)[0].get(f"/samples/{tasting.judged(odd, tasting.newest(contract_id))}").text
    assert "outside of the contract" in page
    assert "agreed" in page


def has_arrived(tasting: Tasting, contract_id: ContractId) -> None:
    def work() -> None:
        db.session.get_one(Contract, contract_id).milestone = Milestone.ARRIVED
        db.session.commit()

    tasting.market.do(work)


def test_whoever_asks_for_a_sample_of_a_lot_without_bags_left_is_told_so(tasting: Tasting) -> None:
    bags = samples.a_lot().bags
    code = tasting.market.code_of_lot(tasting.market.a_lot(tasting.producer, reserved_bags=bags))
    assert "All bags of this lot are promised." in pair(tasting)[1].get(f"/lots/{code}/samples/new").text
