"""What two versions of a contract say differently is read in words, each value with its unit."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from marketplace import wording
from marketplace.domain.certificates import Scheme
from marketplace.domain.contracts.clauses import Document, Forum, Party, Side
from marketplace.domain.contracts.frames import FrameTerms, Quarter, QuarterPlan, Uncalled
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.exchange import Exchange, Quote
from marketplace.domain.freight import Delivered
from marketplace.domain.mass import MassUnit
from marketplace.domain.money import Currency
from marketplace.domain.prices import PriceStack, ReferenceKind, Terminal
from marketplace.web.contracts.clauses import clauses_in
from marketplace.web.contracts.disputes import dispute_sentences
from marketplace.web.contracts.terms import say_term
from tests.domain.samples import TODAY, some_terms, usd

D = Decimal
FRAME = FrameTerms(2, (QuarterPlan(Quarter(2027, 1), 5, 20),))
STACK = PriceStack(D(3000), D(1000), D(100), D(400), D(500))
WHOLE: dict[str, Any] = {
    "fermentation_min": D(75),
    "cadmium_max": D("0.5"),
    "off_max": D(1),
    "bean_count_max": 100,
    "price_stack": STACK,
    "marks": "LYON 12",
    "terminal": Terminal.NEW_YORK,
    "terminal_month": "2027-03",
    "differential": D(250),
    "fixation_side": Side.MAKER,
    "fixation_by": TODAY,
    "late_interest_percent": D(6),
    "storage_rate": D(12),
    "finance_percent": D(7),
    "law": "Peru",
    "forum_place": "Lima",
    "note": "No plastic.",
    "quote": Quote(D("5.2"), Currency.EUR, MassUnit.KILOGRAM),
    "exchange": Exchange(ReferenceKind.FX_USD_EUR, D("1.08"), TODAY),
    "delivered": Delivered(usd(6200), D(450), TODAY),
    "platform_fee_percent": D(3),
    "reserved_until": date(2027, 5, 1),
    "reservation_percent": D(15),
    "allowance": D(100),
    "frame": FRAME,
}


@pytest.fixture(autouse=True)
def english(app: Flask) -> Iterator[None]:
    with app.test_request_context(), force_locale("en"):
        yield


def each_term() -> Iterator[tuple[str, object]]:
    terms = replace(some_terms(), **WHOLE)
    for each in fields(ContractTerms):
        value = getattr(terms, each.name)
        if isinstance(value, Mapping):
            yield from ((f"{each.name}.{key}", entry) for key, entry in value.items())
        elif value is not None and not isinstance(value, Party):
            yield each.name, value


def test_no_term_is_written_as_the_program_writes_it() -> None:
    odd = ("(value=", "Decimal", "<", "{", "=", "_")
    assert [words for name, value in each_term() if any(sign in (words := say_term(value, name)) for sign in odd)] == []


def test_a_value_has_its_unit() -> None:
    expected: list[tuple[str, object, str]] = [
        ("tolerance", D(3), "3%"),
        ("cadmium_max", D("0.5"), "0.5 mg/kg"),
        ("claim_days", 21, "21 days"),
        ("storage_free_days", 1, "1 day"),
        ("differential", D(250), "250 USD/t"),
        ("bags", 20, "20 bags"),
        ("documents", (Document.INVOICE, Document.PACKING_LIST), "Commercial invoice, Packing list"),
        ("destination", "FR", "France"),
        ("varieties.native", D(60), "60%"),
        ("marks", None, "—"),
    ]
    assert [(name, value, say_term(value, name)) for name, value, _words in expected] == expected


def test_two_values_that_differ_never_read_alike() -> None:
    pairs: list[tuple[object, object]] = [
        (FRAME, replace(FRAME, years=3)),
        (FRAME, replace(FRAME, notice_days=45)),
        (FRAME, replace(FRAME, uncalled=Uncalled.RELEASE)),
        (STACK, replace(STACK, farm_gate=D(2900), margin=D(600))),
        (WHOLE["exchange"], replace(WHOLE["exchange"], since=date(2026, 1, 1))),
        (WHOLE["delivered"], replace(WHOLE["delivered"], freight=D(400))),
    ]
    assert [one for one, other in pairs if say_term(one) == say_term(other)] == []


def test_every_term_has_a_name_in_words() -> None:
    names = [each.name for each in fields(ContractTerms)]
    assert [name for name in names if wording.label(name, "ContractTerm") == name] == []


@pytest.mark.parametrize("language", ["en", "es_PE"])
def test_the_clause_on_disputes_says_what_is_final_and_that_no_standard_contract_hides_behind_it(language: str) -> None:
    terms = replace(some_terms(), forum=Forum.FCC, forum_place="London", law="England and Wales")
    [said] = [each for each in clauses_in(language, terms) if each.key == "disputes"]
    text = " ".join(said.sentences)
    appeal = {"en": "or on appeal that of the board of appeal, is final", "es_PE": "en apelación el de la junta"}
    whole = {"en": "stands here in full", "es_PE": "consta aquí por completo"}
    assert appeal[language] in text
    assert whole[language] in text
    lima = " ".join(dispute_sentences(replace(terms, forum=Forum.LIMA_CHAMBER)))
    assert "appeal" not in lima


@pytest.mark.parametrize(("schemes", "is_told"), [({Scheme.FAIRTRADE}, True), ({Scheme.EU_ORGANIC}, False)])
def test_the_fairtrade_premium_is_paid_on_top_of_the_price(schemes: set[Scheme], *, is_told: bool) -> None:
    terms = replace(some_terms(), certificates=frozenset(schemes))
    [said] = [each for each in clauses_in("en", terms) if each.key == "price"]
    assert any("Fairtrade Premium" in each for each in said.sentences) is is_told
