"""What is signed is one document with one hash, under one's own name, with consent where courts are given up."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.contracts.clauses import Forum
from marketplace.domain.contracts.signing import (
    ARBITRATED,
    SignatureTerms,
    canonical_document,
    check_not_signed,
    check_same_document,
    document_hash,
    is_hash,
    needs_consent,
    plain_name,
    signable_faults,
    signature_faults,
)
from marketplace.domain.errors import Refused, Stale
from marketplace.domain.ids import OrganizationId
from tests.domain.samples import some_terms

OURS, THEIRS = OrganizationId(1), OrganizationId(2)
NAME = "María José Ñahui"
TERMS = replace(some_terms(), forum=Forum.LIMA_CHAMBER, law="Peru")
GIVEN = SignatureTerms(document_hash="0" * 64, typed_name=NAME, consents=True, locale="es_PE")
plain_terms = st.dictionaries(st.text(max_size=8), st.text(max_size=8) | st.integers() | st.none(), max_size=6)


def codes(given_: SignatureTerms = GIVEN, **terms: Any) -> list[str]:
    return [
        each.code.removeprefix("contract.") for each in signature_faults(replace(TERMS, **terms), given_, name=NAME)
    ]


def test_a_signature_in_ones_own_name_with_consent_is_good() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    "typed", ["maría josé ñahui", "  María  José\tÑahui ", "MARÍA JOSÉ ÑAHUI", "Mari\u0301a José Ñahui"]
)
def test_case_spaces_and_the_keyboard_make_no_other_name(typed: str) -> None:
    assert codes(replace(GIVEN, typed_name=typed)) == []


@pytest.mark.parametrize("typed", ["", "María", "Maria Jose Nahui", "María José Ñahui Q."])
def test_another_name_is_no_signature(typed: str) -> None:
    assert codes(replace(GIVEN, typed_name=typed)) == ["name_differs"]


@pytest.mark.parametrize(
    ("account", "typed"),
    [
        ("Sean O'Brien", "Sean O\u2019Brien"),
        ("Anne\u2010Marie Roux", "Anne-Marie Roux"),
        ("Kenji Sato", "\uff2b\uff45\uff4e\uff4a\uff49 \uff33\uff41\uff54\uff4f"),
        ("\u05d3\u05e0\u05d4", "\u200f\u05d3\u05e0\u05d4\u200f"),
    ],
)
def test_what_a_keyboard_sets_of_its_own_accord_makes_no_other_name(account: str, typed: str) -> None:
    found = signature_faults(TERMS, replace(GIVEN, typed_name=typed), name=account)
    assert [each.code for each in found] == []


def test_arbitration_needs_express_consent() -> None:
    assert codes(replace(GIVEN, consents=False)) == ["consent_missing"]


@pytest.mark.parametrize("forum", [Forum.COURTS_OF_PRODUCER, Forum.COURTS_OF_MAKER])
def test_courts_need_no_consent(forum: Forum) -> None:
    assert codes(replace(GIVEN, consents=False), forum=forum) == []


@pytest.mark.parametrize("forum", Forum)
def test_consent_is_asked_where_courts_are_given_up(forum: Forum) -> None:
    assert needs_consent(replace(TERMS, forum=forum)) is (forum in ARBITRATED)


def test_an_open_forum_and_an_unnamed_law_come_before_any_signature() -> None:
    found = signable_faults(replace(TERMS, forum=Forum.UNDECIDED, law=" "))
    assert [(each.code, each.field) for each in found] == [
        ("contract.forum_open", "forum"),
        ("contract.law_open", "law"),
    ]


def test_settled_terms_can_be_signed() -> None:
    assert signable_faults(TERMS) == []


@given(terms=plain_terms)
def test_the_order_in_which_terms_are_kept_does_not_matter(terms: dict[str, Any]) -> None:
    turned = dict(reversed(terms.items()))
    assert document_hash("MZ-1", 1, terms=terms) == document_hash("MZ-1", 1, terms=turned)


@given(one=plain_terms, other=plain_terms)
def test_other_terms_are_another_document(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert (document_hash("MZ-1", 1, terms=one) == document_hash("MZ-1", 1, terms=other)) is (one == other)


def test_each_version_and_each_contract_has_its_own_hash() -> None:
    hashes = {document_hash(code, number, terms={}) for code in ("MZ-1", "MZ-2") for number in (1, 2)}
    assert len(hashes) == 4


def test_the_document_says_what_it_is() -> None:
    read = json.loads(canonical_document("MZ-1", 2, terms={"law": "Perú"}))
    assert read == {"format": "mazorca-contract-1", "code": "MZ-1", "version": 2, "terms": {"law": "Perú"}}


def test_what_changed_meanwhile_is_not_signed() -> None:
    check_same_document("a", "a")
    with pytest.raises(Stale, match=r"contract\.terms_changed"):
        check_same_document("a", "b")


def test_nobody_signs_twice() -> None:
    check_not_signed({OURS: GIVEN}, THEIRS)
    with pytest.raises(Refused, match=r"contract\.signed_already"):
        check_not_signed({OURS: GIVEN}, OURS)


@pytest.mark.parametrize(
    ("text", "verdict"), [("0" * 64, True), ("f" * 63, False), ("F" * 64, False), ("g" * 64, False), ("", False)]
)
def test_a_hash_has_sixty_four_small_signs(text: str, *, verdict: bool) -> None:
    assert is_hash(text) is verdict


@given(st.text())
def test_a_reduced_name_stays_as_it_is(name: str) -> None:
    assert plain_name(plain_name(name)) == plain_name(name)
