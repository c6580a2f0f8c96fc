"""The page of one lot, on screen and on paper."""

from datetime import date
from decimal import Decimal

from flask import Response, render_template
from flask_babel import get_locale

from marketplace import clock, wording
from marketplace.domain.cadmium import AMBER_UP_TO, GREEN_UP_TO, screen
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Reason
from marketplace.domain.evaluations import evaluation_warnings
from marketplace.domain.events import SubjectKind
from marketplace.domain.lots import trade_band
from marketplace.domain.physical import analysis_warnings
from marketplace.domain.viewers import Role, Viewer
from marketplace.forms.base import SeenForm
from marketplace.queries.events import list_history
from marketplace.queries.lots.pages import LotPage, find_stamp, get_lot_page
from marketplace.queries.lots.waiting import get_waiting
from marketplace.queries.rounds.answers import find_answer
from marketplace.queries.samples.lots import list_own, list_tasted
from marketplace.queries.tenders.showing import find_standing_tender
from marketplace.web.lots.rooms import blueprint
from marketplace.web.lots.rows import ROWS
from marketplace.web.remembering import remembered_page
from marketplace.web.sessions import current_viewer
from marketplace.web.subjects import page_of

SHORTEST_GAUGE = Decimal("1.2")
GAUGE_ROOM = Decimal("1.25")


@blueprint.get("/<code>")
def show_lot(code: str) -> str | Response:
    """Show one lot: what it is, what it tastes of, how safe it is, what it costs and who gets what."""
    viewer, today = current_viewer(), day_in_lima(clock.now())
    stamp = find_stamp(viewer, code)
    if stamp is None:
        return render_template("lots/show.html", **_page_facts(viewer, code, today))
    return remembered_page("lots/show.html", (stamp, today), facts=lambda: _page_facts(viewer, code, today))


def _page_facts(viewer: Viewer, code: str, today: date) -> dict[str, object]:
    page = get_lot_page(viewer, code, today=today)
    is_party = page.is_own or viewer.role is Role.FACILITATOR
    history = list_history(SubjectKind.LOT, page.lot.id, viewer=viewer) if is_party else []
    form = SeenForm(version=str(page.lot.version)) if is_party else None
    answer = find_answer(SubjectKind.LOT, page.lot.id, owner_id=page.group.id, viewer=viewer) if is_party else None
    tender = find_standing_tender(page.lot.id, viewer)
    now = clock.now()
    waiting = get_waiting(viewer, page.lot.id, now=now) if page.is_own else None
    said = {
        "waiting": waiting,
        "now": now,
        "page_of": page_of,
        "history": history,
        "is_party": is_party,
        "form": form,
        "answer": answer,
        "tender": tender,
    }
    return {**_facts(page, today), **said, **_samples(viewer, page, is_party=is_party)}


def _samples(viewer: Viewer, page: LotPage, *, is_party: bool) -> dict[str, object]:
    """Say what makers tasted to the group, and to a maker which samples are its own."""
    panel = page.results.panel.means if page.results.panel else {}
    return {
        "tasted": list_tasted(viewer, page.lot.id, panel=panel) if is_party else [],
        "own_samples": list_own(viewer, page.lot.id) if viewer.role is Role.MAKER else [],
    }


@blueprint.get("/<code>/card", endpoint="print_lot")
def show_card(code: str) -> str:
    """Show one lot as a card for A4."""
    today = day_in_lima(clock.now())
    page = get_lot_page(current_viewer(), code, today=today)
    return render_template("lots/card.html", **_facts(page, today))


def _facts(page: LotPage, today: date) -> dict[str, object]:
    lot, results = page.lot, page.results
    return {
        **ROWS,
        "page": page,
        "lot": lot,
        "terms": lot.terms,
        "panel": results.panel,
        "analysis": results.analysis,
        "today": today,
        "certificate_names": ", ".join(wording.label(each) for each in sorted(lot.terms.certificates)),
        "band": trade_band(lot.terms.volume),
        "cadmium_verdict": None if lot.cadmium is None else screen(lot.cadmium),
        "cadmium_marks": (GREEN_UP_TO, AMBER_UP_TO),
        "gauge_end": max(SHORTEST_GAUGE, (lot.cadmium or SHORTEST_GAUGE) * GAUGE_ROOM),
        "warnings": _warnings(page),
        "may_read_reports": _may_read_reports(page),
        "tasted_by_all": results.pooled if len(results.panels) > 1 else None,
        "story": _in_readers_language(page.group.story_es, page.group.story_en),
        "note": _in_readers_language(lot.terms.notes_es, lot.terms.notes_en),
    }


def _may_read_reports(page: LotPage) -> bool:
    viewer = current_viewer()
    return page.is_own or viewer.role is Role.FACILITATOR or (viewer.role is Role.MAKER and viewer.is_verified)


def _in_readers_language(spanish: str | None, english: str | None) -> str | None:
    reads_spanish = str(get_locale()).startswith("es")
    return (spanish or english) if reads_spanish else (english or spanish)


def _warnings(page: LotPage) -> list[Reason]:
    found: list[Reason] = []
    panel, analysis, terms = page.results.panel, page.results.analysis, page.lot.terms
    if panel:
        found += evaluation_warnings(panel, harvest_start=terms.harvest_start)
    if analysis:
        found += analysis_warnings(analysis, varieties=tuple(terms.varieties))
    return found
