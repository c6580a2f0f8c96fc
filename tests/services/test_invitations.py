"""Invitations: one link lets one person join one organization, once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from marketplace.domain.errors import NotAllowed, NotFound, Refused
from marketplace.domain.ids import InvitationId
from marketplace.domain.people import PersonTerms
from marketplace.domain.viewers import ANYONE, Level, Viewer
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Invitation, Membership, User
from marketplace.queries.accounts.faces import find_face
from marketplace.queries.accounts.memberships import get_invitation, invitation_token, list_pending_invitations
from marketplace.services import invitations
from tests.market import NOW, Market

EMAIL = "new@example.org"
NEWCOMER = PersonTerms(name="New Person", email="", password="four plain cacao words", locale="en")
LATER = NOW + timedelta(days=15)


@pytest.fixture
def owner(market: Market) -> Viewer:
    return market.a_producer()


@pytest.fixture
def invitation_id(market: Market, owner: Viewer) -> InvitationId:
    return invite(market, owner)


def invite(market: Market, owner: Viewer, *, email: str = EMAIL, now: datetime = NOW) -> InvitationId:
    return market.do(invitations.invite, owner.organization_id or 0, email, level=Level.MEMBER, by=owner, now=now)


def token_of(market: Market, invitation_id: InvitationId) -> str:
    return market.do(invitation_token, invitation_id)


def email_of(market: Market, viewer: Viewer) -> str:
    return market.do(lambda: db.session.get_one(User, viewer.user_id).email)


def people_in(market: Market, organization_id: int | None) -> int:
    query = select(func.count(Membership.id)).where(Membership.organization_id == organization_id)
    return market.do(lambda: db.session.scalar(query)) or 0


def test_a_newcomer_registers_with_the_invited_address_and_acts_for_the_organization(
    market: Market, owner: Viewer, invitation_id: InvitationId
) -> None:
    token = token_of(market, invitation_id)
    user_id = market.do(invitations.register_by_invitation, token, NEWCOMER, now=NOW)
    face = market.do(find_face, user_id)
    assert face is not None
    assert (face.email, face.viewer.organization_id, face.viewer.level) == (EMAIL, owner.organization_id, Level.MEMBER)


def test_somebody_who_is_registered_joins_with_the_same_account(market: Market, owner: Viewer) -> None:
    maker = market.a_maker()
    token = token_of(market, invite(market, owner, email=email_of(market, maker).upper()))
    market.do(invitations.accept_invitation, token, by=maker, now=NOW)
    face = market.do(find_face, maker.user_id or 0)
    assert face is not None
    assert face.viewer.organization_ids == {maker.organization_id, owner.organization_id}
    assert face.viewer.organization_id == owner.organization_id


def test_the_link_is_for_the_invited_person_alone(market: Market, invitation_id: InvitationId) -> None:
    with pytest.raises(Refused) as no:
        market.do(invitations.accept_invitation, token_of(market, invitation_id), by=market.a_maker(), now=NOW)
    assert no.value.code == "invitation.for_somebody_else"


def test_who_has_an_account_signs_in_instead_of_registering_twice(market: Market, owner: Viewer) -> None:
    token = token_of(market, invite(market, owner, email=email_of(market, market.a_maker())))
    with pytest.raises(Refused) as no:
        market.do(invitations.register_by_invitation, token, NEWCOMER, now=NOW)
    assert no.value.code == "invitation.sign_in_first"


def test_of_two_who_open_the_link_at_once_one_joins(app: Flask, market: Market, invitation_id: InvitationId) -> None:
    token = token_of(market, invitation_id)

    def register(_: int) -> str:
        try:
            market.do(invitations.register_by_invitation, token, NEWCOMER, now=NOW)
        except Refused as no:
            return no.code
        return "joined"

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(register, range(4)))
    assert answers == ["invitation.accepted"] * 3 + ["joined"]


def test_accepting_twice_at_once_makes_one_place(app: Flask, market: Market, owner: Viewer) -> None:
    maker = market.a_maker()
    token = token_of(market, invite(market, owner, email=email_of(market, maker)))

    def accept(_: int) -> str:
        try:
            market.do(invitations.accept_invitation, token, by=maker, now=NOW)
        except Refused as no:
            return no.code
        return "joined"

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(accept, range(4)))
    assert answers == ["invitation.accepted"] * 3 + ["joined"]
    assert people_in(market, owner.organization_id) == 2


def test_an_invitation_runs_out_and_lives_anew_when_sent_again(
    market: Market, owner: Viewer, invitation_id: InvitationId
) -> None:
    token = token_of(market, invitation_id)
    with pytest.raises(Refused) as no:
        market.do(invitations.register_by_invitation, token, NEWCOMER, now=LATER)
    assert no.value.code == "invitation.expired"
    market.do(invitations.resend_invitation, owner.organization_id or 0, invitation_id, by=owner, now=LATER)
    market.do(invitations.register_by_invitation, token, NEWCOMER, now=LATER)


def test_a_withdrawn_invitation_cannot_be_accepted_or_sent_again(
    market: Market, owner: Viewer, invitation_id: InvitationId
) -> None:
    home = owner.organization_id or 0
    market.do(invitations.revoke_invitation, home, invitation_id, by=owner, now=NOW)
    token = token_of(market, invitation_id)
    for attempt in (
        lambda: invitations.register_by_invitation(token, NEWCOMER, now=NOW),
        lambda: invitations.resend_invitation(home, invitation_id, by=owner, now=NOW),
    ):
        with pytest.raises(Refused) as no:
            market.do(attempt)
        assert no.value.code == "invitation.revoked"


def test_one_open_invitation_for_each_address(market: Market, owner: Viewer, invitation_id: InvitationId) -> None:
    with pytest.raises(Refused) as no:
        invite(market, owner, email="NEW@example.org")
    assert (no.value.code, no.value.reasons[0].field) == ("invitation.already_open", "email")


def test_who_let_an_invitation_run_out_can_be_invited_anew(
    market: Market, owner: Viewer, invitation_id: InvitationId
) -> None:
    assert invite(market, owner, now=LATER) != invitation_id


def test_a_member_is_not_invited(market: Market, owner: Viewer) -> None:
    with pytest.raises(Refused) as no:
        invite(market, owner, email=email_of(market, owner))
    assert no.value.code == "organization.already_member"


def test_only_owners_invite(market: Market, owner: Viewer) -> None:
    member = market.a_person(owner.organization_id, Level.MEMBER)
    with pytest.raises(NotAllowed):
        invite(market, member)


@pytest.mark.parametrize("role", ["rival", "facilitator"])
def test_nobody_invites_into_organizations_of_others(market: Market, owner: Viewer, role: str) -> None:
    stranger = market.a_facilitator() if role == "facilitator" else market.a_producer()
    with pytest.raises(NotAllowed if role == "facilitator" else NotFound):
        market.do(invitations.invite, owner.organization_id or 0, EMAIL, level=Level.OWNER, by=stranger, now=NOW)


def test_an_invitation_of_others_is_none(market: Market, invitation_id: InvitationId) -> None:
    rival = market.a_producer()
    for work in (invitations.resend_invitation, invitations.revoke_invitation):
        with pytest.raises(NotFound):
            market.do(work, rival.organization_id or 0, invitation_id, by=rival, now=NOW)


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c", "x" * 4000])
def test_a_link_that_is_none_of_ours_leads_nowhere(market: Market, token: str) -> None:
    with pytest.raises(NotFound):
        market.do(get_invitation, token, now=NOW)


def test_accepting_needs_a_person(market: Market, invitation_id: InvitationId) -> None:
    with pytest.raises(NotAllowed):
        market.do(invitations.accept_invitation, token_of(market, invitation_id), by=ANYONE, now=NOW)


def test_only_owners_see_the_link(market: Market, owner: Viewer, invitation_id: InvitationId) -> None:
    member = market.a_person(owner.organization_id, Level.MEMBER)
    seen = [
        market.do(list_pending_invitations, viewer, owner.organization_id or 0, now=NOW)[0].token is not None
        for viewer in (owner, member, market.a_facilitator())
    ]
    assert seen == [True, False, False]


def test_no_organization_floods_strangers_with_mail(market: Market, owner: Viewer) -> None:
    for number in range(30):
        invite(market, owner, email=f"p{number}@example.org")
    with pytest.raises(Refused) as no:
        invite(market, owner, email="p99@example.org")
    assert no.value.code == "sign_in.too_often"
    assert market.do(lambda: db.session.scalar(select(func.count(Invitation.id)))) == 30
