"""Papers about money: one for each cause, numbered without a hole, the same for ever, checked by anybody."""

import io
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from marketplace.domain.contracts.settlement import Weighing
from marketplace.domain.errors import NotFound, Stale
from marketplace.domain.mass import Mass
from marketplace.domain.money_papers import MoneyPaperKind, PaperTerms, paper_document, paper_hash
from marketplace.domain.plain import from_plain
from marketplace.jobs.money_papers import issue as issue_all
from marketplace.models.base import db
from marketplace.models.rows.money.money_papers import MoneyPaper
from marketplace.queries.money_papers import get_paper
from marketplace.services.money_papers import issue_paper, list_missing
from marketplace.services.settlements import agree_weight, state_weight
from tests.approved import Approved
from tests.market import NOW, Market
from tests.paying_out import Owed, pay_deposit
from tests.races import race

K = MoneyPaperKind


def papers(market: Market) -> list[MoneyPaper]:
    return market.do(lambda: list(db.session.scalars(select(MoneyPaper).order_by(MoneyPaper.id))))


def issue_missing(market: Market) -> list[MoneyPaper]:
    with market.app.app_context():
        issue_all(0)
    return papers(market)


def test_each_cause_has_its_paper_once_with_a_number_of_its_series(market: Market) -> None:
    owed = Owed.in_market(market)
    owed.sent()
    found = issue_missing(market)
    assert [each.kind for each in found] == [K.PROFORMA, K.RECEIPT, K.PAYOUT_NOTE]
    assert [each.number for each in found] == ["P-2026-00001", "R-2026-00001", "N-2026-00001"]
    assert len(issue_missing(market)) == len(found)
    assert market.do(list_missing) == []
    note = from_plain(PaperTerms, found[2].said)
    assert (note.total.amount, found[2].party_ids) == (owed.payout(found[2].subject_id).amount, [owed.group_id])  # type: ignore[arg-type] # its number


def test_what_a_paper_says_is_what_its_hash_is_of(market: Market) -> None:
    Owed.in_market(market)
    for each in issue_missing(market):
        assert paper_hash(from_plain(PaperTerms, each.said)) == each.document_hash


def test_papers_issued_at_once_leave_no_hole_and_the_same_paper_is_issued_once(market: Market) -> None:
    owed = Owed.in_market(market, count=2)
    causes = [(kind, number) for kind, number in market.do(list_missing) if kind is K.RECEIPT]
    outcomes = race(
        market,
        ("contracts", owed.contracts[0]),
        *(lambda cause=each: market.do(_after_the_gate, owed.contracts[0], cause) for each in [*causes, causes[0]]),
    )
    places = [each.place for each in papers(market) if each.kind is K.RECEIPT]
    assert sorted(places) == [1, 2]
    assert sum(isinstance(each, Stale) or each is None for each in outcomes) == 1


def _after_the_gate(contract_id: int, cause: tuple[MoneyPaperKind, int]) -> int | None:
    db.session.connection().exec_driver_sql("SELECT 1 FROM contracts WHERE id = %s FOR UPDATE", (contract_id,))
    return issue_paper(*cause, now=NOW)


def test_nobody_changes_a_paper(market: Market) -> None:
    Owed.in_market(market)
    issue_missing(market)
    with market.app.app_context(), pytest.raises(DBAPIError):
        db.session.execute(update(MoneyPaper).values(number="R-2026-99999"))


def test_only_parties_see_a_paper(market: Market) -> None:
    owed = Owed.in_market(market)
    owed.sent()
    note = issue_missing(market)[-1]
    assert market.do(get_paper, note.id, owed.producer).terms.number == note.number
    for stranger in (owed.maker, market.a_maker(), market.a_producer()):
        with pytest.raises(NotFound):
            market.do(get_paper, note.id, stranger)


def settled(market: Market, *, at: datetime = NOW, **terms: Any) -> Approved:
    deal = Approved.in_market(market, sample_basis="none", platform_fee_percent=Decimal(2), **terms)
    pay_deposit(market, deal.id, deal.maker)
    deal.arrive()
    weighing = Weighing(Mass(Decimal("985.2")), NOW.date(), None)
    market.do(state_weight, deal.id, weighing, seen=None, by=deal.maker, now=at)
    market.do(agree_weight, deal.id, seen=1, by=deal.producer, now=at)
    return deal


def test_the_final_invoice_is_on_the_arrival_weight_less_what_was_paid(market: Market) -> None:
    deal = settled(market)
    invoice = [each for each in issue_missing(market) if each.kind is K.INVOICE]
    terms = from_plain(PaperTerms, invoice[0].said)
    by_what = {each.what: each.amount for each in terms.lines}
    assert len(invoice) == 1
    assert by_what["final_price"] == Decimal("5566.38")
    assert by_what["left"] == by_what["final_price"] + by_what["fee"] + by_what["paid"]
    assert "other_changes" not in by_what
    assert deal.id == invoice[0].contract_id
    assert [each for each in market.do(list_missing) if each[0] is K.INVOICE] == []


def test_the_final_invoice_names_what_storage_cost(market: Market) -> None:
    settled(market, at=NOW + timedelta(days=70), storage_rate=Decimal(100), storage_free_days=10)
    (invoice,) = [each for each in issue_missing(market) if each.kind is K.INVOICE]
    by_what = {each.what: each for each in from_plain(PaperTerms, invoice.said).lines}
    assert (by_what["storage"].amount, by_what["storage"].note) == (Decimal("197.04"), "2026-12-03 / 2027-02-01")
    assert "other_changes" not in by_what


def test_an_invoice_says_where_the_sides_are_once_they_have_said_so(market: Market) -> None:
    deal = settled(market)
    market.state_street(deal.maker, "14 rue de la Cacaoyère, 69001")
    (invoice,) = [each for each in issue_missing(market) if each.kind is K.INVOICE]
    facts = {each.what: each.value for each in from_plain(PaperTerms, invoice.said).facts}
    assert facts["maker_at"].startswith("14 rue de la Cacaoyère, 69001, ")
    assert "producer_at" not in facts


def test_a_paper_is_checked_by_its_file_or_its_hash_by_anybody(market: Market) -> None:
    owed = Owed.in_market(market)
    receipt = issue_missing(market)[1]
    made = market.browser(owed.maker).get(f"/papers/{receipt.id}.pdf").data
    kept = PdfReader(io.BytesIO(made)).attachments["paper.json"][0]
    assert bytes(kept) == paper_document(from_plain(PaperTerms, receipt.said))
    stranger = market.browser()
    assert receipt.number in stranger.get(f"/verify/{receipt.document_hash}").text
    whole = stranger.post("/verify/", {"paper": (io.BytesIO(made), "receipt.pdf")})
    broken = stranger.post("/verify/", {"paper": (io.BytesIO(made.replace(b"Mazorca", b"Mazorcb", 1)), "receipt.pdf")})
    assert ("The file is genuine" in whole.text, "The file is genuine" in broken.text) == (True, False)


def test_the_same_paper_is_made_of_the_same_bytes(market: Market) -> None:
    owed = Owed.in_market(market)
    receipt = issue_missing(market)[1]
    browser = market.browser(owed.producer, locale="es_PE")
    assert browser.get(f"/papers/{receipt.id}.pdf").data == browser.get(f"/papers/{receipt.id}.pdf").data
    assert receipt.number in browser.get("/papers/").text
