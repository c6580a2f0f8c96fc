"""What each page knows: who looks, in which language, where one can go, and how codes are said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

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
Room = tuple[str, str]
Entry = tuple[str, str, bool, int, list[Any]]
blueprint = Blueprint("pages", __name__)


@dataclass(frozen=True, slots=True)
class Wing:
    """Rooms that belong together, under one name."""

    name: str
    rooms: tuple[Room, ...]


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


def _navigation() -> list[Entry]:
    counts = {address(INBOX) or "": current_face().turns}
    return [found for each in _rooms() if (found := _entry(each, counts))]


def _rooms() -> list[Room | Wing]:
    role = current_face().role
    rooms: list[Room | Wing] = ROOMS_OF.get(role, _rooms_of_all)()
    return [(INBOX, _("Inbox")), *rooms] if role in WITH_INBOX else rooms


def _rooms_of_all() -> list[Room | Wing]:
    return [("lots.list_lots", _("Lots")), ("tenders.list_tenders", _("Sealed bids"))]


def _rooms_of_producers() -> list[Room | Wing]:
    return [
        ("lots.list_own_lots", _("My lots")),
        Wing(_("Origin"), (*_origin(), ("certificates.list_certificates", _("Certificates")))),
        Wing(
            _("Market"),
            (
                ("demands.list_demands", _("What makers seek")),
                ("samples.list_samples", _("Samples")),
                *_bids(),
                ("allocations.list_allocations", _("Proposals")),
                ("lots.list_lots", _("All lots")),
            ),
        ),
        *_agreed(),
        Wing(
            _("Money"),
            (
                ("payments.list_all", _("Payments")),
                ("payouts.list_all", _("Payouts")),
                ("books.show_own", _("My money")),
            ),
        ),
    ]


def _rooms_of_makers() -> list[Room | Wing]:
    return [
        ("lots.list_lots", _("Lots")),
        ("demands.list_demands", _("My demands")),
        Wing(
            _("Samples and bids"),
            (
                ("samples.list_samples", _("Samples")),
                *_bids(),
                ("allocations.list_allocations", _("Proposals")),
            ),
        ),
        *_agreed(),
        Wing(_("Money"), (("payments.list_all", _("Payments")), ("books.show_own", _("My money")))),
    ]


def _rooms_of_facilitators() -> list[Room | Wing]:
    return [
        ("reviews.show_queue", _("To decide")),
        Wing(
            _("Market"),
            (
                ("lots.list_lots", _("Lots")),
                ("demands.list_demands", _("Demands")),
                ("rounds.list_rounds", _("Rounds")),
                ("samples.list_samples", _("Samples")),
                *_bids(),
                ("organizations.list_organizations", _("Organizations")),
            ),
        ),
        Wing(_("Origin"), _origin()),
        *_agreed(),
        Wing(
            _("Money"),
            (
                ("payments.show_board", _("Payments")),
                ("payouts.list_all", _("Payouts")),
                ("books.show", _("Books")),
            ),
        ),
    ]


def _origin() -> tuple[Room, ...]:
    return (
        ("farmers.list_all", _("Farmers and plots")),
        ("evidence.list_screenings", _("Screenings")),
        ("deliveries.list_all", _("Deliveries")),
        ("batches.list_all", _("Batches")),
    )


def _bids() -> tuple[Room, ...]:
    return ("bids.list_bids", _("Bids")), ("tenders.list_tenders", _("Sealed bids"))


def _agreed() -> tuple[Room, ...]:
    return ("contracts.list_contracts", _("Contracts")), ("shipments.list_all", _("Shipments"))


ROOMS_OF: dict[Role, Callable[[], list[Room | Wing]]] = {
    Role.PRODUCER: _rooms_of_producers,
    Role.MAKER: _rooms_of_makers,
    Role.FACILITATOR: _rooms_of_facilitators,
}
"""Where one can go by the role one acts in; rooms of one kind stand together, so that all fit in one row."""


def _entry(room: Room | Wing, counts: Mapping[str, int]) -> Entry | None:
    """Say a room with its address, or a wing with those of its rooms; None where no room of it is built."""
    if isinstance(room, Wing):
        within = [found for each in room.rooms if (found := _entry(each, counts))]
        return (room.name, "", any(each[2] for each in within), 0, within) if within else None
    try:
        href = url_for(room[0])
    except BuildError:
        return None
    return room[1], href, _is_here(href), counts.get(href, 0), []


def _is_here(address: str) -> bool:
    return request.path == address
