"""Who belongs to an organization: levels, leaving, and the owner who must remain."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.domain.errors import NotAllowed, NotFound, Refused
from marketplace.domain.viewers import Level, Viewer
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Membership
from marketplace.queries.accounts.faces import find_face
from marketplace.services import memberships
from tests.market import NOW, Market


@pytest.fixture
def owner(market: Market) -> Viewer:
    return market.a_producer()


def change(market: Market, whom: Viewer, *, level: Level, by: Viewer) -> str:
    try:
        market.do(memberships.change_level, by.organization_id or 0, whom.user_id or 0, level=level, by=by, now=NOW)
    except (Refused, NotAllowed) as no:
        return no.code
    return "changed"


def remove(market: Market, whom: Viewer, *, by: Viewer) -> str:
    try:
        market.do(memberships.remove_member, by.organization_id or 0, whom.user_id or 0, by=by, now=NOW)
    except (Refused, NotAllowed) as no:
        return no.code
    return "removed"


def levels(market: Market, organization_id: int | None) -> list[str]:
    query = select(Membership.level).where(Membership.organization_id == organization_id)
    return sorted(level.value for level in market.do(lambda: list(db.session.scalars(query))))


def test_an_owner_changes_what_others_may(market: Market, owner: Viewer) -> None:
    member = market.a_person(owner.organization_id, Level.MEMBER)
    assert change(market, member, level=Level.READER, by=owner) == "changed"
    face = market.do(find_face, member.user_id or 0)
    assert face is not None
    assert not face.viewer.may_write


def test_the_last_owner_neither_steps_down_nor_leaves(market: Market, owner: Viewer) -> None:
    market.a_person(owner.organization_id, Level.MEMBER)
    assert change(market, owner, level=Level.MEMBER, by=owner) == "organization.last_owner"
    assert remove(market, owner, by=owner) == "organization.last_owner"
    assert levels(market, owner.organization_id) == ["member", "owner"]


def test_of_two_owners_who_leave_at_once_one_stays(app: Flask, market: Market, owner: Viewer) -> None:
    other = market.a_person(owner.organization_id, Level.OWNER)
    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(lambda who: remove(market, who, by=who), [owner, other]))
    assert answers == ["organization.last_owner", "removed"]
    assert levels(market, owner.organization_id) == ["owner"]


def test_of_two_owners_who_demote_each_other_at_once_one_stays(app: Flask, market: Market, owner: Viewer) -> None:
    other = market.a_person(owner.organization_id, Level.OWNER)
    pairs = [(owner, other), (other, owner)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda pair: change(market, pair[0], level=Level.READER, by=pair[1]), pairs))
    assert "owner" in levels(market, owner.organization_id)


def test_members_leave_but_remove_nobody(market: Market, owner: Viewer) -> None:
    member = market.a_person(owner.organization_id, Level.MEMBER)
    assert remove(market, owner, by=member) == "act.owners_only"
    assert change(market, member, level=Level.OWNER, by=member) == "act.owners_only"
    assert remove(market, member, by=member) == "removed"


def test_who_left_acts_for_it_no_more(market: Market, owner: Viewer) -> None:
    reader = market.a_person(owner.organization_id, Level.READER)
    remove(market, reader, by=reader)
    face = market.do(find_face, reader.user_id or 0)
    assert face is not None
    assert (face.viewer.organization_id, face.viewer.level) == (None, None)


def test_people_of_other_organizations_are_out_of_reach(market: Market, owner: Viewer) -> None:
    rival = market.a_producer()
    with pytest.raises(NotFound):
        change(market, rival, level=Level.READER, by=owner)
    with pytest.raises(NotFound):
        market.do(memberships.remove_member, rival.organization_id or 0, rival.user_id or 0, by=owner, now=NOW)
