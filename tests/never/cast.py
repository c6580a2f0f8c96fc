"""Everybody who acts in a random trade: both sides twice and more, the alliance, and people who may do nothing."""

from dataclasses import dataclass
from typing import Any

from marketplace.domain.accounts import OrganizationKind, VerificationState
from marketplace.domain.viewers import Level, Viewer
from marketplace.models.accounts.passwords import hash_password
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Organization, User
from marketplace.queries.accounts.faces import find_face
from tests.market import Market
from tests.signing import PASSWORD


@dataclass(frozen=True)
class Actor:
    """One person in one place, with what the trade's own rules know of that person."""

    name: str
    viewer: Viewer
    kind: str = ""
    side: int = 0
    writes: bool = True
    is_verified: bool = True
    homes: frozenset[int] = frozenset()

    def acts_for(self, *sides: int | None) -> bool:
        """Whether this person may act in the name of one of these organizations."""
        return self.side in sides and self.writes and self.is_verified

    def judges(self, *parties: int) -> bool:
        """Whether this person may judge what lies between these organizations."""
        return self.kind == "alliance" and self.writes and not self.homes & set(parties)

    def sees(self, *parties: int) -> bool:
        """Whether this person may know of what lies between these organizations."""
        return self.kind == "alliance" or self.side in parties


def gather(market: Market) -> list[Actor]:
    """Put everybody in place, each with a password."""
    groups = [market.a_producer() for _ in range(2)]
    makers = [market.a_maker() for _ in range(3)]
    alliance = market.an_organization(OrganizationKind.ALLIANCE)
    facilitators = [market.a_person(alliance) for _ in range(2)]
    torn = market.a_person(alliance)
    market.a_place(torn, groups[0].organization_id or 0)
    new = market.a_person(market.an_organization(OrganizationKind.MAKER, state=VerificationState.UNVERIFIED))
    people = [
        *(_actor(market, f"group {number}", viewer, kind="group") for number, viewer in enumerate(groups)),
        *(_actor(market, f"maker {number}", viewer, kind="maker") for number, viewer in enumerate(makers)),
        *(
            _actor(market, f"facilitator {number}", viewer, kind="alliance")
            for number, viewer in enumerate(facilitators)
        ),
        _actor(
            market, "facilitator at home in group 0", torn, kind="alliance", homes={alliance, groups[0].organization_id}
        ),
        _actor(market, "maker not verified", new, kind="maker", is_verified=False),
        _actor(market, "reader of group 0", _reader(market, groups[0]), kind="group", writes=False),
        _actor(market, "reader of maker 0", _reader(market, makers[0]), kind="maker", writes=False),
        _actor(market, "person without a place", market.a_person(None), kind="", writes=False, is_verified=False),
    ]
    market.do(_give_passwords)
    return [*people, Actor("nobody", Viewer(), writes=False, is_verified=False)]


def _actor(market: Market, name: str, viewer: Viewer, *, kind: str, **facts: Any) -> Actor:
    homes = frozenset(facts.pop("homes", {viewer.organization_id}) - {None})
    fresh = market.do(_refreshed, viewer, len(homes))
    return Actor(name, fresh, kind, viewer.organization_id or 0, homes=homes, **facts)


def _refreshed(viewer: Viewer, places: int) -> Viewer:
    """Look the person up again where a further place was given since."""
    face = find_face(viewer.user_id or 0) if places > 1 else None
    return face.viewer if face else viewer


def _reader(market: Market, of: Viewer) -> Viewer:
    return market.a_person(of.organization_id, Level.READER)


def _give_passwords() -> None:
    for user in db.session.query(User):
        user.password_hash = hash_password(PASSWORD)
    for organization in db.session.query(Organization):
        organization.city = "Somewhere"
    db.session.commit()
