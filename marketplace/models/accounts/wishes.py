"""How a person wishes to be told: what was kept, else what holds where the person's organization is."""

from sqlalchemy import select

from marketplace.domain.ids import UserId
from marketplace.domain.notices.preferences import Preferences, default_preferences
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Membership, Organization, User
from marketplace.models.rows.people.notices import NoticePreference


def wishes_of(user_id: UserId) -> Preferences:
    """Return the person's wishes."""
    kept = db.session.get(NoticePreference, user_id)
    if kept is not None:
        return kept.wishes
    home = (
        select(Organization.country)
        .join(Membership, Membership.organization_id == Organization.id)
        .join(User, User.id == Membership.user_id)
        .where(User.id == user_id)
        .order_by((User.acting_for_id == Organization.id).desc(), Membership.id)
        .limit(1)
    )
    return default_preferences(db.session.scalar(home))
