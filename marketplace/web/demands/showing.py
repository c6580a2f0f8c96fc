"""One demand: what is sought, and which lots fit today with every reason why the others do not."""

import itertools

from flask import render_template
from markupsafe import Markup

from marketplace import clock
from marketplace.domain.events import SubjectKind
from marketplace.domain.viewers import Role
from marketplace.forms.base import SeenForm
from marketplace.queries.demands import DemandPage, get_demand
from marketplace.queries.eligible import judge_demands, judge_lots
from marketplace.queries.events import list_history
from marketplace.queries.references import list_cadmium_limits
from marketplace.web.demands.rooms import blueprint, heaviest
from marketplace.web.sessions import current_viewer

MOST_FITTING = 50
MOST_MISSING = 60


@blueprint.get("/<code>")
def show_demand(code: str) -> str:
    """Show one demand."""
    today = clock.now().date()
    demand = get_demand(current_viewer(), code, limits=list_cadmium_limits(), today=today)
    return demand_page(demand, SeenForm(version=str(demand.version)))


def demand_page(demand: DemandPage, form: SeenForm) -> str:
    """Draw the page of a demand with the form of its steps."""
    viewer, today = current_viewer(), clock.now().date()
    judgement = judge_lots(viewer, demand.line.code, today=today)
    nearest = itertools.groupby(judgement.missing[:MOST_MISSING], lambda each: len(each.reasons))
    return render_template(
        "demands/show.html",
        demand=demand,
        line=demand.line,
        ranked=heaviest(demand.line),
        form=form,
        judgement=judgement,
        nearest=[(count, list(group)) for count, group in nearest],
        history=list_history(SubjectKind.DEMAND, demand.line.id, viewer=viewer) if demand.terms else [],
        is_own=demand.line.maker_id == viewer.organization_id,
        most_fitting=MOST_FITTING,
        most_missing=MOST_MISSING,
    )


def draw_fitting_demands(lot_code: str) -> Markup:
    """Draw, for the page of a lot, which open demands it fits; nothing for those who have no demands to see."""
    viewer = current_viewer()
    if viewer.role not in (Role.MAKER, Role.PRODUCER, Role.FACILITATOR):
        return Markup("")
    verdicts = judge_demands(viewer, lot_code, today=clock.now().date())
    return Markup(render_template("demands/_for_lot.html", verdicts=verdicts, lot_code=lot_code))  # noqa: S704 - ours


blueprint.add_app_template_global(draw_fitting_demands)
