"""Both sides sign exactly what they read, with name, password and consent; anything else is no signature."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from marketplace.domain.contracts.clauses import Forum
from marketplace.domain.contracts.life import SIGNING_TIME, ContractState, review_due
from marketplace.domain.errors import MarketError, NotAllowed, NotFound, Refused, Stale
from marketplace.domain.viewers import Level, Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.signatures import ContractSignature
from marketplace.queries.contracts.showing import get_contract
from marketplace.services.contracts import amending, signing
from tests import agreements
from tests.agreements import Agreed
from tests.market import NOW, Market
from tests.races import race
from tests.signing import PASSWORD, signature


@pytest.fixture
def agreed(market: Market) -> Agreed:
    return agreements.settled(market)


def sign(agreed: Agreed, by: Viewer, *, password: str = PASSWORD, **changes: Any) -> None:
    name = agreed.name_of(by)
    given = agreed.market.do(signature, agreed.id, name, **changes)
    agreed.market.do(signing.sign_contract, agreed.id, given, password=password, by=by, now=NOW)


def count_signatures(market: Market) -> int:
    return market.do(lambda: len(db.session.scalars(select(ContractSignature)).all()))


def test_one_signature_waits_for_the_other(agreed: Agreed) -> None:
    sign(agreed, agreed.producer)
    page = agreed.market.do(get_contract, agreed.id, agreed.maker, now=NOW)
    assert (page.line.state, page.unsigned) == (ContractState.SIGNING, (page.line.maker_name,))


def test_both_signatures_put_it_before_a_facilitator(agreed: Agreed) -> None:
    sign(agreed, agreed.producer)
    sign(agreed, agreed.maker)
    assert (agreed.state, agreed.row.review_by) == (ContractState.IN_REVIEW, review_due(NOW))


def test_a_signature_keeps_what_was_signed(agreed: Agreed) -> None:
    sign(agreed, agreed.maker, locale="en")
    page = agreed.market.do(get_contract, agreed.id, agreed.maker, now=NOW)
    [mark] = page.signatures
    assert (mark.document_hash, mark.terms_version, mark.consented, mark.locale) == (page.document_hash, 2, True, "en")


def test_who_has_signed_is_not_asked_again(agreed: Agreed) -> None:
    sign(agreed, agreed.producer)
    page = agreed.market.do(get_contract, agreed.id, agreed.producer, now=NOW)
    assert ("sign" in page.steps, page.line.is_your_turn) == (False, False)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"password": "a guess"}, "user.password_wrong"),
        ({"typed_name": "Somebody Else"}, "contract.name_differs"),
        ({"consents": False}, "contract.consent_missing"),
    ],
)
def test_what_is_no_signature_signs_nothing(agreed: Agreed, wrong: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as no:
        sign(agreed, agreed.producer, **wrong)
    assert (no.value.code, count_signatures(agreed.market), agreed.row.producer_signed_at) == (code, 0, None)


def test_courts_need_no_consent(market: Market) -> None:
    agreed = agreements.settled(market, forum=Forum.COURTS_OF_PRODUCER)
    sign(agreed, agreed.producer, consents=False)
    assert agreed.row.producer_signed_at == NOW


def test_an_open_forum_keeps_everybody_from_signing(market: Market) -> None:
    agreed = agreements.settled(market, forum=Forum.UNDECIDED, law=None)
    with pytest.raises(Refused) as no:
        sign(agreed, agreed.producer)
    assert [each.code for each in no.value.reasons] == ["contract.forum_open", "contract.law_open"]


def test_what_was_drafted_can_be_signed_at_once(market: Market) -> None:
    agreed = agreements.drafted(market)
    sign(agreed, agreed.producer)
    sign(agreed, agreed.maker)
    assert (agreed.state, agreed.row.terms_version) == (ContractState.IN_REVIEW, 1)


def test_what_changed_meanwhile_is_not_signed(agreed: Agreed) -> None:
    with pytest.raises(Stale, match=r"contract\.terms_changed"):
        sign(agreed, agreed.producer, document_hash="0" * 64)


def test_nobody_signs_twice(agreed: Agreed) -> None:
    sign(agreed, agreed.producer)
    with pytest.raises(Refused, match=r"contract\.signed_already"):
        sign(agreed, agreed.producer)


def test_a_colleague_cannot_sign_for_the_other_side(market: Market, agreed: Agreed) -> None:
    sign(agreed, agreed.producer)
    colleague = market.a_person(agreed.producer.organization_id)
    with pytest.raises(Refused, match=r"contract\.signed_already"):
        sign(agreed, colleague)


def test_a_reader_does_not_sign(market: Market, agreed: Agreed) -> None:
    reader = market.a_person(agreed.producer.organization_id, Level.READER)
    with pytest.raises(NotAllowed, match=r"act\.readers_may_not"):
        sign(agreed, reader)


@pytest.mark.parametrize("who", ["a_maker", "a_producer", "a_facilitator"])
def test_a_stranger_does_not_learn_that_there_is_something_to_sign(market: Market, agreed: Agreed, who: str) -> None:
    with pytest.raises(NotFound):
        sign(agreed, getattr(market, who)())


def test_guessing_a_password_is_slowed_down(agreed: Agreed) -> None:
    codes = []
    for _ in range(8):
        with pytest.raises(Refused) as no:
            sign(agreed, agreed.producer, password="a guess")
        codes.append(no.value.code)
    assert codes[-1] == "sign_in.too_often"


def test_after_the_time_is_over_nobody_signs(agreed: Agreed) -> None:
    given = agreed.market.do(signature, agreed.id, agreed.name_of(agreed.maker))
    late = NOW + SIGNING_TIME + timedelta(seconds=1)
    with pytest.raises(Refused, match=r"contract\.signing_over"):
        agreed.market.do(signing.sign_contract, agreed.id, given, password=PASSWORD, by=agreed.maker, now=late)


def test_a_term_changed_after_the_first_signature_voids_it(market: Market, agreed: Agreed) -> None:
    sign(agreed, agreed.producer)
    terms = agreed.terms(claim_days=40)
    market.do(amending.revise_contract, agreed.id, terms, seen=agreed.seen, by=agreed.maker, now=NOW)
    market.do(amending.confirm_contract, agreed.id, seen=agreed.seen, by=agreed.producer, now=NOW)
    sign(agreed, agreed.maker)
    page = market.do(get_contract, agreed.id, agreed.producer, now=NOW)
    assert (page.line.state, page.unsigned) == (ContractState.SIGNING, (page.line.producer_name,))


def test_an_old_signature_stays_on_record_and_cannot_be_touched(agreed: Agreed) -> None:
    sign(agreed, agreed.producer)

    def forge() -> None:
        db.session.scalars(select(ContractSignature)).one().typed_name = "Somebody Else"
        db.session.commit()

    with pytest.raises(DBAPIError, match="append-only"):
        agreed.market.do(forge)


def attempt(agreed: Agreed, by: Viewer) -> Any:
    given = agreed.market.do(signature, agreed.id, agreed.name_of(by))
    return lambda: agreed.market.do(signing.sign_contract, agreed.id, given, password=PASSWORD, by=by, now=NOW)


def test_both_sides_signing_at_once_both_count(market: Market, agreed: Agreed) -> None:
    works = [attempt(agreed, side) for side in (agreed.producer, agreed.maker)]
    outcomes = race(market, ("lots", agreed.row.lot_id), *works)
    assert (outcomes, agreed.state) == ([None, None], ContractState.IN_REVIEW)


def test_two_colleagues_signing_at_once_are_one_signature(market: Market, agreed: Agreed) -> None:
    people = (agreed.producer, market.a_person(agreed.producer.organization_id))
    outcomes = race(market, ("lots", agreed.row.lot_id), *(attempt(agreed, each) for each in people))
    assert sum(isinstance(each, MarketError) for each in outcomes) == 1
    assert count_signatures(market) == 1


def test_signing_and_changing_at_once_signs_nothing_that_was_not_read(market: Market, agreed: Agreed) -> None:
    terms, seen = agreed.terms(claim_days=40), agreed.seen
    signs = attempt(agreed, agreed.producer)
    outcomes = race(
        market,
        ("lots", agreed.row.lot_id),
        signs,
        lambda: market.do(amending.revise_contract, agreed.id, terms, seen=seen, by=agreed.maker, now=NOW),
    )
    page = market.do(get_contract, agreed.id, agreed.producer, now=NOW)
    assert sum(isinstance(each, MarketError) for each in outcomes) == 1
    assert all(each.document_hash == page.document_hash for each in page.signatures)
