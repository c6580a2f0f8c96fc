"""The first page: what Mazorca is, or, to those signed in, what waits for them."""

from flask_babel import get_locale
from markupsafe import Markup

from marketplace import clock
from marketplace.domain.accounts import OrganizationKind
from marketplace.domain.browsing import LotFilters, LotSort
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.queries.accounts.organizations import OrganizationFilters, count_organizations
from marketplace.queries.events import list_happenings
from marketplace.queries.home import get_home
from marketplace.queries.lots.search import list_lots
from marketplace.web.lots.cards import card_of, draw_card
from marketplace.web.sessions import current_face, current_viewer
from marketplace.web.subjects import link_subjects

LOTS_SHOWN = 3
EVENTS_SHOWN = 6


def facts_of_home() -> dict[str, object]:
    """Gather what the first page shows to this viewer."""
    return _own() if current_face().is_signed_in else _open()


def _own() -> dict[str, object]:
    viewer = current_viewer()
    recent = list_happenings(viewer, limit=EVENTS_SHOWN)
    return {"home": get_home(viewer, now=clock.now()), "recent": recent, "subjects": link_subjects(recent)}


def _open() -> dict[str, object]:
    viewer, today, locale = current_viewer(), day_in_lima(clock.now()), str(get_locale())
    found = list_lots(viewer, LotFilters(), sort=LotSort.NEWEST, page=1, today=today)
    groups = OrganizationFilters(kind=OrganizationKind.PRODUCER_GROUP)
    shown = found.lines[:LOTS_SHOWN]
    tasted = next((card for card in (card_of(line, today) for line in shown) if card.profile), None)
    return {
        "home": None,
        "tasted": tasted,
        "cards": Markup("").join(draw_card(line, locale, today=today) for line in shown),
        "lots": found.total,
        "groups": count_organizations(viewer, groups),
    }
