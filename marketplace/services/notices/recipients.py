"""Who may be told: the people of the organizations concerned, with how each wishes to be told."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select

from marketplace.domain.accounts import OrganizationKind
from marketplace.domain.ids import OrganizationId
from marketplace.domain.notices.preferences import Preferences, default_preferences
from marketplace.domain.notices.telling import Person
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Membership, Organization
from marketplace.models.rows.people.notices import NoticePreference


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person in one place, and that person's wishes."""

    person: Person
    preferences: Preferences


def list_recipients(organization_ids: Collection[OrganizationId], *, with_desk: bool) -> list[Recipient]:
    """List everybody in these organizations and, if asked, in those of the alliance."""
    concerned: ColumnElement[bool] = Membership.organization_id.in_(organization_ids)
    if with_desk:
        concerned = or_(concerned, Organization.kind == OrganizationKind.ALLIANCE)
    query = (
        select(Membership, Organization.kind, Organization.country, NoticePreference)
        .join(Organization, Organization.id == Membership.organization_id)
        .outerjoin(NoticePreference, NoticePreference.user_id == Membership.user_id)
        .where(concerned)
        .order_by(Membership.id)
    )
    return [
        Recipient(
            Person(place.user_id, place.organization_id, kind.role, place.level),
            _wishes(kept, country),
        )
        for place, kind, country, kept in db.session.execute(query)
    ]


def _wishes(kept: NoticePreference | None, country: str) -> Preferences:
    return kept.wishes if kept else default_preferences(country)
