"""What papers about money say: numbers, sums, and other currencies beside."""

from datetime import date
from decimal import Decimal

from marketplace.domain.money import Currency
from marketplace.domain.money_papers import (
    SERIES,
    MoneyPaperKind,
    PaperLine,
    PaperTerms,
    added_up,
    paper_document,
    paper_hash,
    paper_number,
    said_beside,
)
from marketplace.domain.plain import from_plain, to_plain
from marketplace.domain.prices import Conversion

DAY = date(2026, 11, 23)
TERMS = PaperTerms(
    kind=MoneyPaperKind.INVOICE,
    number="F-2026-00007",
    on=DAY,
    code="C-1",
    producer="Cooperativa",
    maker="Lyon",
    currency=Currency.USD,
    facts=(),
    lines=added_up(
        [PaperLine("final_price", Decimal("100.10")), PaperLine("paid", Decimal(-30), "1: deposit")], "left"
    ),
)


def test_each_kind_has_a_series_of_its_own() -> None:
    assert len(set(SERIES.values())) == len(MoneyPaperKind)
    assert paper_number(MoneyPaperKind.RECEIPT, 2026, place=17) == "R-2026-00017"


def test_the_last_line_is_the_sum_and_what_is_asked_leaves_out_what_was_paid() -> None:
    assert (TERMS.total.amount, TERMS.asked) == (Decimal("70.10"), Decimal("100.10"))


def test_a_paper_read_back_has_the_same_hash() -> None:
    again = from_plain(PaperTerms, to_plain(TERMS))
    assert (again, paper_hash(again)) == (TERMS, paper_hash(TERMS))
    assert b'"number":"F-2026-00007"' in paper_document(TERMS)


def test_other_currencies_are_said_once_each_with_rate_and_day() -> None:
    euros = Conversion(Decimal("61.00"), Currency.EUR, Decimal("0.8702"), DAY)
    assert [each.value for each in said_beside([euros, None, euros])] == ["61.00 EUR (0.8702, 2026-11-23)"]
