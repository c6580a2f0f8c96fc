"""The first page: what Mazorca is, or, to those signed in, what waits for them."""

from collections.abc import Sequence

from flask_babel import get_locale
from markupsafe import Markup

from marketplace import clock
from marketplace.domain.accounts import OrganizationKind
from marketplace.domain.browsing import LotFilters, LotSort
from marketplace.domain.events import SubjectKind
from marketplace.queries.events import Happening, list_happenings
from marketplace.queries.home import get_home
from marketplace.queries.lot_search import list_lots
from marketplace.queries.organizations import OrganizationFilters, count_organizations
from marketplace.queries.subjects import Subject, name_subjects
from marketplace.web.assets import address
from marketplace.web.lots.cards import card_of, draw_card
from marketplace.web.sessions import current_face, current_viewer

LOTS_SHOWN = 3
EVENTS_SHOWN = 6


def facts_of_home() -> dict[str, object]:
    """Gather what the first page shows to this viewer."""
    return _own() if current_face().is_signed_in else _open()


def link_subjects(happenings: Sequence[Happening]) -> dict[tuple[SubjectKind, int], tuple[str, str | None]]:
    """Name what events are about, with the address of its page where there is one."""
    return {key: (each.name, _page_of(each)) for key, each in name_subjects(happenings).items()}


def _own() -> dict[str, object]:
    viewer = current_viewer()
    recent = list_happenings(viewer, limit=EVENTS_SHOWN)
    return {"home": get_home(viewer, now=clock.now()), "recent": recent, "subjects": link_subjects(recent)}


def _open() -> dict[str, object]:
    viewer, today, locale = current_viewer(), clock.now().date(), str(get_locale())
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


def _page_of(subject: Subject) -> str | None:
    if subject.kind is SubjectKind.LOT:
        return address("lots.show_lot", code=subject.code)
    if subject.kind is SubjectKind.DEMAND:
        return address("demands.show_demand", code=subject.code)
    if subject.kind is SubjectKind.ORGANIZATION:
        return address("organizations.show_organization", code=subject.code)
    if subject.kind is SubjectKind.CONTRACT:
        return address("contracts.show", contract_id=subject.id)
    return address("rounds.show", round_id=subject.id)
