"""One demand: what is sought, and which lots fit today with every reason why the others do not."""

import itertools

from flask import render_template

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.events import SubjectKind
from marketplace.forms.base import SeenForm
from marketplace.queries.demands.showing import DemandPage, get_demand
from marketplace.queries.events import list_history
from marketplace.queries.references import list_cadmium_limits
from marketplace.queries.rounds.answers import find_answer
from marketplace.queries.rounds.eligible import judge_demands, judge_lots
from marketplace.web.demands.rooms import blueprint, heaviest
from marketplace.web.sessions import current_viewer

MOST_FITTING = 50
MOST_MISSING = 60


@blueprint.get("/<code>")
def show_demand(code: str) -> str:
    """Show one demand."""
    today = day_in_lima(clock.now())
    demand = get_demand(current_viewer(), code, limits=list_cadmium_limits(), today=today)
    return demand_page(demand, SeenForm(version=str(demand.version)))


def demand_page(demand: DemandPage, form: SeenForm) -> str:
    """Draw the page of a demand with the form of its steps."""
    viewer, today = current_viewer(), day_in_lima(clock.now())
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
        answer=find_answer(SubjectKind.DEMAND, demand.line.id, owner_id=demand.line.maker_id, viewer=viewer),
        is_own=demand.line.maker_id == viewer.organization_id,
        most_fitting=MOST_FITTING,
        most_missing=MOST_MISSING,
    )


@blueprint.get("/for/<code>")
def show_for_lot(code: str) -> str:
    """Show which open demands a lot fits: a maker's own, for a group those before its own lot."""
    viewer = current_viewer()
    check_may(viewer, Act.SEE_DEMANDS)
    verdicts = judge_demands(viewer, code, today=day_in_lima(clock.now()))
    return render_template("demands/for_lot.html", verdicts=verdicts[:MOST_MISSING], lot_code=code)
