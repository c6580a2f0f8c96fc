"""What organizations state about themselves, and how facilitators judge them."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from marketplace.domain.accounts import VERIFY_TIME, OrganizationKind, VerificationState, VerificationStep
from marketplace.domain.errors import NotAllowed, NotFound, Refused, Stale
from marketplace.domain.organizations import OrganizationTerms
from marketplace.domain.viewers import Level, Viewer
from marketplace.models.accounts.joining import terms_of
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.people.notices import Notice
from marketplace.models.rows.record.events import Event
from marketplace.models.rows.record.turns import Turn
from marketplace.queries.accounts.faces import find_face
from marketplace.services.notices.telling import tell
from marketplace.services.organizations import change_organization, create_organization
from marketplace.services.verification import Judgement, judge_organization
from tests.market import NOW, Market

RUC = "20100070970"


def terms(market: Market, viewer: Viewer, **changes: Any) -> OrganizationTerms:
    now = market.do(lambda: terms_of(db.session.get_one(Organization, viewer.organization_id)))
    return replace(now, **changes)


def change(market: Market, by: Viewer, *, seen: int | None = None, **changes: Any) -> list[str]:
    stated = terms(market, by, **changes)
    try:
        market.do(change_organization, by.organization_id or 0, stated, seen=seen, by=by, now=NOW)
    except Refused as no:
        return [each.code for each in no.reasons]
    return []


def judge(market: Market, whom: int | None, *, step: str, by: Viewer, note: str | None = None) -> str:
    judgement = Judgement(VerificationStep(step), note)
    try:
        market.do(judge_organization, whom or 0, judgement, by=by, now=NOW)
    except (Refused, NotAllowed) as no:
        return no.code
    return market.do(lambda: db.session.get_one(Organization, whom).state.value)


def test_an_owner_describes_the_organization(market: Market) -> None:
    owner = market.a_producer()
    assert change(market, owner, members=214, women_members=71, story_en="We ferment together.") == []
    assert terms(market, owner).women_members == 71


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"tax_number": "20100070971"}, "organization.ruc_wrong"),
        ({"tax_number": "2010"}, "organization.ruc_malformed"),
        ({"website": "javascript:alert(1)"}, "organization.website_malformed"),
        ({"website": "https://user@evil.example"}, "organization.website_malformed"),
        ({"members": 10, "women_members": 11}, "organization.more_women_than_members"),
        ({"women_members": 11}, "organization.members_missing"),
        ({"cacao_hectares": Decimal(-1)}, "organization.figure_out_of_range"),
        ({"story_es": "x" * 4001}, "organization.text_too_long"),
        ({"region": None}, "organization.region_missing"),
        ({"region": "XX"}, "organization.region_unknown"),
        ({"city": "Toc\u202eache"}, "name.unprintable"),
    ],
)
def test_what_cannot_be_is_refused(market: Market, changes: dict[str, Any], code: str) -> None:
    assert change(market, market.a_producer(), **changes) == [code]


def test_what_facilitators_verified_stays_but_gaps_are_filled(market: Market) -> None:
    owner = market.a_producer()
    assert change(market, owner, tax_number=RUC) == []
    assert change(market, owner, name="Another name") == ["organization.identity_fixed"]
    assert change(market, owner, tax_number=None) == ["organization.identity_fixed"]


def test_an_unverified_organization_may_still_change_its_name(market: Market) -> None:
    assert change(market, market.a_producer(state=VerificationState.UNVERIFIED), name="Another name") == []


def test_the_second_of_two_tabs_is_told(market: Market) -> None:
    owner = market.a_producer()
    change(market, owner, seen=1, story_en="First tab")
    with pytest.raises(Stale):
        change(market, owner, seen=1, story_en="Second tab")


def test_nothing_changed_is_no_event(market: Market) -> None:
    owner = market.a_producer()
    change(market, owner)
    assert market.do(lambda: list(db.session.scalars(select(Event.kind)))) == []


@pytest.mark.parametrize("level", [Level.MEMBER, Level.READER])
def test_only_owners_change_the_page(market: Market, level: Level) -> None:
    owner = market.a_producer()
    with pytest.raises(NotAllowed):
        change(market, market.a_person(owner.organization_id, level), story_en="Mine")


def test_others_cannot_even_see_that_it_is_there_to_change(market: Market) -> None:
    owner, rival = market.a_producer(), market.a_producer()
    with pytest.raises(NotFound):
        market.do(change_organization, owner.organization_id or 0, terms(market, owner), seen=None, by=rival, now=NOW)


def test_a_further_organization_is_acted_for_at_once_and_unverified(market: Market) -> None:
    owner = market.a_producer()
    stated = OrganizationTerms(name="Atelier", country="FR")
    market.do(create_organization, stated, kind=OrganizationKind.MAKER, by=owner, now=NOW)
    face = market.do(find_face, owner.user_id or 0)
    assert face is not None
    assert (face.organization_name, face.viewer.is_verified, len(face.memberships)) == ("Atelier", False, 2)


@pytest.mark.parametrize(
    ("state", "step", "after"),
    [
        ("unverified", "verify", "verified"),
        ("unverified", "refuse", "refused"),
        ("refused", "verify", "verified"),
        ("verified", "suspend", "suspended"),
        ("suspended", "reinstate", "verified"),
        ("verified", "verify", "organization.wrong_state"),
        ("refused", "suspend", "organization.wrong_state"),
    ],
)
def test_facilitators_judge(market: Market, state: str, step: str, after: str) -> None:
    group = market.an_organization(OrganizationKind.PRODUCER_GROUP, state=VerificationState(state))
    assert judge(market, group, step=step, by=market.a_facilitator(), note="Because.") == after


@pytest.mark.parametrize(("step", "state"), [("refuse", "unverified"), ("suspend", "verified")])
def test_a_hard_judgement_needs_a_reason(market: Market, step: str, state: str) -> None:
    group = market.an_organization(OrganizationKind.MAKER, state=VerificationState(state))
    assert judge(market, group, step=step, by=market.a_facilitator(), note="  ") == "organization.note_needed"


def test_nobody_judges_an_organization_of_their_own(market: Market) -> None:
    facilitator = market.a_facilitator()
    group = market.an_organization(OrganizationKind.PRODUCER_GROUP, state=VerificationState.UNVERIFIED)
    market.a_place(facilitator, group, level=Level.READER)
    face = market.do(find_face, facilitator.user_id or 0)
    assert face is not None
    assert judge(market, group, step="verify", by=face.viewer) == "act.party_may_not_judge"


def test_nobody_judges_an_alliance_here(market: Market) -> None:
    other = market.an_organization(OrganizationKind.ALLIANCE)
    assert (
        judge(market, other, step="suspend", by=market.a_facilitator(), note="x")
        == "organization.alliances_are_founded"
    )


def test_owners_do_not_verify_themselves(market: Market) -> None:
    owner = market.a_producer(state=VerificationState.UNVERIFIED)
    assert judge(market, owner.organization_id, step="verify", by=owner) == "act.facilitators_only"


def test_of_two_facilitators_the_second_is_told(app: Flask, market: Market) -> None:
    group = market.an_organization(OrganizationKind.MAKER, state=VerificationState.UNVERIFIED)
    judgement = Judgement(VerificationStep.VERIFY, version=1)
    market.do(judge_organization, group, judgement, by=market.a_facilitator(), now=NOW)
    with pytest.raises(Stale):
        market.do(judge_organization, group, judgement, by=market.a_facilitator(), now=NOW)


def test_everybody_who_belongs_to_it_is_told_of_a_judgement(market: Market) -> None:
    owner = market.a_producer(state=VerificationState.UNVERIFIED)
    market.a_person(owner.organization_id, Level.OWNER)
    market.a_person(owner.organization_id, Level.READER)
    judge(market, owner.organization_id, step="verify", by=market.a_facilitator())
    event = select(Event.id).where(Event.kind == "organization.verified")
    market.do(tell, market.do(lambda: db.session.scalars(event).one()), now=NOW)
    assert market.do(lambda: db.session.scalar(select(func.count(Notice.id)))) == 3


def turns(market: Market) -> list[tuple[int | None, str]]:
    return market.do(lambda: [(each.organization_id, each.task) for each in db.session.scalars(select(Turn))])


def refused(market: Market) -> tuple[Viewer, Viewer]:
    owner, facilitator = market.a_maker(state=VerificationState.UNVERIFIED), market.a_facilitator()
    judge(market, owner.organization_id, step="refuse", by=facilitator, note="The tax number is missing.")
    return owner, facilitator


def test_facilitators_must_look_at_an_organization_from_the_moment_it_is_registered(market: Market) -> None:
    owner = market.a_producer()
    stated = OrganizationTerms(name="Nuevo Edén", country="PE", region="SAM")
    market.do(create_organization, stated, kind=OrganizationKind.PRODUCER_GROUP, by=owner, now=NOW)
    assert turns(market) == [(None, "organization.verify")]
    [turn] = market.do(lambda: list(db.session.scalars(select(Turn))))
    assert (turn.about, turn.due_at) == ("Nuevo Edén", NOW + VERIFY_TIME)


def test_whoever_was_refused_must_correct_the_page(market: Market) -> None:
    owner, _ = refused(market)
    assert turns(market) == [(owner.organization_id, "organization.mend")]


def test_with_a_corrected_page_facilitators_must_look_again(market: Market) -> None:
    owner, facilitator = refused(market)
    assert change(market, owner, tax_number="FR40303265045") == []
    assert turns(market) == [(None, "organization.verify")]
    assert judge(market, owner.organization_id, step="verify", by=facilitator) == "verified"
    assert turns(market) == []


def test_keeping_a_refused_page_as_it_was_asks_for_nothing(market: Market) -> None:
    owner, _ = refused(market)
    change(market, owner)
    assert turns(market) == [(owner.organization_id, "organization.mend")]
