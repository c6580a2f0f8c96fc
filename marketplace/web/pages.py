"""What each page knows: who looks, in which language, where one can go, and how codes are said."""

from collections.abc import Callable

from flask import Blueprint, Flask, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.routing import BuildError

from marketplace import wording
from marketplace.domain.acts import NOBODYS, Act, Stake, may
from marketplace.domain.viewers import Role
from marketplace.forms.base import submission_key
from marketplace.forms.countries import country_name
from marketplace.web.assets import address
from marketplace.web.home import facts_of_home
from marketplace.web.sessions import current_face, current_viewer

WITH_INBOX = (Role.PRODUCER, Role.MAKER, Role.FACILITATOR)
INBOX = "notices.show_inbox"
Rooms = list[tuple[str, str]]
blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def show_home() -> str:
    """Show what Mazorca is, or, to those signed in, what waits for them."""
    return render_template("home/show.html", **facts_of_home())


def register_context(app: Flask, *, is_fictional: bool) -> None:
    """Give every template the same few words."""
    app.jinja_env.globals.update(
        say=wording.say, say_win=wording.say_win, label=wording.label, labels=wording.labels, Act=Act
    )
    app.jinja_env.globals["country_name"] = country_name

    @app.context_processor
    def context() -> dict[str, object]:
        return {
            "viewer": current_face(),
            "locale": str(get_locale()),
            "nav": _navigation(),
            "may": _viewer_may,
            "submission_key": submission_key,
            "fictional_market": is_fictional,
        }


def _viewer_may(act: Act, stake: Stake = NOBODYS) -> bool:
    return may(current_viewer(), act, stake)


def _navigation() -> list[tuple[str, str, bool, int]]:
    role = current_face().role
    rooms = [("lots.list_lots", _("Lots")), ("tenders.list_tenders", _("Sealed bids")), *ROOMS_OF.get(role, list)()]
    if role in WITH_INBOX:
        rooms.insert(0, (INBOX, _("Inbox")))
    counts = {address(INBOX): current_face().turns}
    return [(name, href, _is_here(href), counts.get(href, 0)) for name, href in _addresses(rooms)]


def _rooms_of_producers() -> Rooms:
    return [
        ("lots.list_own_lots", _("My lots")),
        ("demands.list_demands", _("What makers seek")),
        ("samples.list_samples", _("Samples")),
        ("allocations.list_allocations", _("Proposals")),
        ("bids.list_bids", _("Bids")),
        ("contracts.list_contracts", _("Contracts")),
        ("payments.list_all", _("Payments")),
        ("payouts.list_all", _("Payouts")),
        ("books.show_own", _("My money")),
        ("shipments.list_all", _("Shipments")),
    ]


def _rooms_of_makers() -> Rooms:
    return [
        ("demands.list_demands", _("My demands")),
        ("samples.list_samples", _("Samples")),
        ("allocations.list_allocations", _("Proposals")),
        ("bids.list_bids", _("Bids")),
        ("contracts.list_contracts", _("Contracts")),
        ("payments.list_all", _("Payments")),
        ("books.show_own", _("My money")),
        ("shipments.list_all", _("Shipments")),
    ]


def _rooms_of_facilitators() -> Rooms:
    return [
        ("reviews.show_queue", _("To decide")),
        ("demands.list_demands", _("Demands")),
        ("rounds.list_rounds", _("Rounds")),
        ("samples.list_samples", _("Samples")),
        ("bids.list_bids", _("Bids")),
        ("contracts.list_contracts", _("Contracts")),
        ("payments.show_board", _("Payments")),
        ("payouts.list_all", _("Payouts")),
        ("shipments.list_all", _("Shipments")),
        ("books.show", _("Books")),
        ("organizations.list_organizations", _("Organizations")),
    ]


ROOMS_OF: dict[Role, Callable[[], Rooms]] = {
    Role.PRODUCER: _rooms_of_producers,
    Role.MAKER: _rooms_of_makers,
    Role.FACILITATOR: _rooms_of_facilitators,
}
"""Where one can go beside the lots that everybody sees, by the role one acts in."""


def _addresses(rooms: Rooms) -> list[tuple[str, str]]:
    found = []
    for endpoint, name in rooms:
        try:
            found.append((name, url_for(endpoint)))
        except BuildError:
            continue
    return found


def _is_here(address: str) -> bool:
    return request.path == address
