"""Finding an organization by what people call it."""

from sqlalchemy import func, or_, select

from marketplace.domain.accounts import OrganizationKind
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Organization


def organizations_called(word: str, kind: OrganizationKind) -> list[Organization]:
    """List the organizations of a kind whose code this is, or whose whole name, large or small letters alike."""
    called = or_(Organization.code == word, func.lower(Organization.name) == word.lower())
    return list(db.session.scalars(select(Organization).where(Organization.kind == kind, called)))
