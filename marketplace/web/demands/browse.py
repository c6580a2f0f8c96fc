"""The list of demands: a maker's own, what makers seek for producer groups, all for facilitators."""

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask_babel import gettext as _

from marketplace import clock, wording
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.demands import DemandState
from marketplace.domain.ids import DemandId
from marketplace.domain.viewers import Role, Viewer
from marketplace.forms.demand_filters import DemandAsked, read_demand_filters
from marketplace.queries.demands.search import PER_PAGE, count_demands, count_states, list_demands
from marketplace.queries.demands.showing import DemandLine
from marketplace.queries.demands.started import list_started_demands
from marketplace.queries.references import list_demand_choices
from marketplace.queries.rounds.eligible import LotVerdict, judge_own_lots
from marketplace.web.demands.panel import chips_of
from marketplace.web.demands.rooms import blueprint
from marketplace.web.sessions import current_viewer


@dataclass(frozen=True, slots=True)
class Found:
    """One page of demands, and the group's own lots before each of them where a group looks."""

    lines: list[DemandLine]
    total: int
    verdicts: dict[DemandId, tuple[LotVerdict, ...]]


@blueprint.get("", endpoint="list_demands")
def show_list() -> str:
    """Show one page of the demands that the viewer may see."""
    viewer, today = current_viewer(), day_in_lima(clock.now())
    check_may(viewer, Act.SEE_DEMANDS)
    asked = read_demand_filters(request.args, is_board=viewer.role is Role.PRODUCER)
    found = _find(viewer, asked, today)
    pages = max(1, -(-found.total // PER_PAGE))
    return render_template(
        "demands/list.html",
        asked=asked,
        found=found,
        pages=pages,
        used=chips_of(asked),
        destinations=list_demand_choices(today)["destinations"],
        tabs=_tabs(viewer, asked) if viewer.role is not Role.PRODUCER else [],
        started=list_started_demands(viewer) if viewer.role is Role.MAKER else [],
        previous_href=_address(asked.on_page(min(asked.page - 1, pages))) if asked.page > 1 else None,
        next_href=_address(asked.on_page(asked.page + 1)) if asked.page < pages else None,
    )


def _tabs(viewer: Viewer, asked: DemandAsked) -> list[tuple[str, str, bool, int]]:
    counts, here = count_states(viewer), asked.filters.states
    known = [
        (wording.label(state), _address([("state", state.value)]), here == (state,), counts.get(state, 0))
        for state in DemandState
    ]
    return [(str(_("All")), _address([]), not here, sum(counts.values())), *known]


def _find(viewer: Viewer, asked: DemandAsked, today: date) -> Found:
    filters = asked.filters
    if viewer.role is not Role.PRODUCER:
        lines = list_demands(viewer, filters, sort=asked.sort, page=asked.page)
        return Found(lines, count_demands(viewer, filters), {})
    judged = judge_own_lots(viewer, filters, today=today) if filters.fits else None
    if judged is not None:
        fitting = [number for number, lots in judged.items() if any(lot.is_eligible for lot in lots)]
        filters = replace(filters, only=frozenset(fitting))
    lines = list_demands(viewer, filters, sort=asked.sort, page=asked.page)
    if judged is None:
        judged = judge_own_lots(viewer, replace(filters, only=frozenset(line.id for line in lines)), today=today)
    return Found(lines, count_demands(viewer, filters), judged)


def _address(query: list[tuple[str, str]]) -> str:
    return url_for("demands.list_demands") + (f"?{urlencode(query)}" if query else "")
