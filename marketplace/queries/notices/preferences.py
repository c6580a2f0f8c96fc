"""How a person wishes to be told."""

from marketplace.domain.ids import UserId
from marketplace.domain.notices.preferences import Preferences
from marketplace.domain.viewers import Viewer
from marketplace.models.accounts.wishes import wishes_of


def get_preferences(viewer: Viewer) -> Preferences:
    """Return the viewer's own wishes, or what holds until they say otherwise."""
    return wishes_of(UserId(viewer.user_id or 0))


def preferences_of(user_id: UserId) -> Preferences:
    """Return somebody's wishes, for whoever follows a link that was mailed to that person."""
    return wishes_of(user_id)
