"""The list of lots on offer, and a group's own lots."""

from datetime import date

from flask import redirect, render_template, request, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.forms.filters import Asked, read_filters
from marketplace.queries.lots.search import MOST_COUNTED, PER_PAGE, LotList, count_without_each, find_lots, list_lines
from marketplace.queries.lots.showing import PER_PAGE as OWN_PER_PAGE
from marketplace.queries.lots.showing import count_own_lots, list_own_lots
from marketplace.queries.lots.started import list_started_lots
from marketplace.web.formats import number
from marketplace.web.lots.cards import draw_card
from marketplace.web.lots.panel import SHORTCUTS, chips_of, draw_panel, left_out, words_of
from marketplace.web.lots.rooms import blueprint
from marketplace.web.remembering import remembered_page
from marketplace.web.sessions import current_viewer

MOST_HINTS = 6


@blueprint.get("", endpoint="list_lots")
def show_list() -> str | Response:
    """Show one page of the lots that fit what the address asks."""
    today = day_in_lima(clock.now())
    asked = read_filters(request.query_string.decode("ascii", "replace"))
    found = find_lots(current_viewer(), asked.filters, sort=asked.sort, page=asked.page, today=today)
    if not found.ids and found.total:
        return redirect(_address(asked.on_page(-(-found.total // PER_PAGE))), 303)
    if not found.ids:
        return render_template("lots/list.html", **_facts(asked, found, today))
    return remembered_page(
        "lots/list.html", (found.stamp, found.total, today), facts=lambda: _facts(asked, found, today)
    )


def _facts(asked: Asked, found: LotList, today: date) -> dict[str, object]:
    locale, pages = str(get_locale()), max(1, -(-found.total // PER_PAGE))
    lines = list_lines(current_viewer(), found, filters=asked.filters, today=today) if found.ids else []
    return {
        "asked": asked,
        "found": found,
        "pages": pages,
        "filter_panel": draw_panel(asked, locale),
        "used": chips_of(asked),
        "shortcuts": SHORTCUTS,
        "left_out": left_out(asked),
        "cards": Markup("").join(draw_card(line, locale, today=today) for line in lines),
        "total_sentence": _total(found),
        "previous_href": _address(asked.on_page(min(asked.page - 1, pages))) if asked.page > 1 else None,
        "next_href": _address(asked.on_page(asked.page + 1)) if asked.page < pages else None,
        "hints": [] if found.ids else _hints(asked, today),
        "canonical": _address(asked.on_page(asked.page)),
    }


@blueprint.get("/mine", endpoint="list_own_lots")
def show_own_list() -> str:
    """Show the lots of the group that the viewer acts for, and on the first page what was begun and not finished."""
    viewer, today = current_viewer(), day_in_lima(clock.now())
    check_may(viewer, Act.SEE_OWN_LOTS)
    total = count_own_lots(viewer)
    pages = max(1, -(-total // OWN_PER_PAGE))
    page = min(max(1, request.args.get("page", 1, int)), pages)
    return render_template(
        "lots/mine.html",
        lots=list_own_lots(viewer, today=today, page=page),
        started=list_started_lots(viewer) if page == 1 else [],
        today=today,
        page=page,
        pages=pages,
        total=ngettext("%(number)s lot", "%(number)s lots", total, number=number(total)),
    )


def _address(query: str) -> str:
    return url_for("lots.list_lots") + (f"?{query}" if query else "")


def _total(found: LotList) -> str:
    if found.total >= MOST_COUNTED:
        return str(_("%(number)s lots and more", number=number(MOST_COUNTED)))
    return str(ngettext("%(number)s lot", "%(number)s lots", found.total, number=number(found.total)))


def _hints(asked: Asked, today: date) -> list[tuple[str, int, str]]:
    if not asked.filters.used:
        return []
    counted = count_without_each(current_viewer(), asked.filters, today=today)
    return [(words_of(asked, name), count, _address(asked.without(name))) for name, count in counted[:MOST_HINTS]]
