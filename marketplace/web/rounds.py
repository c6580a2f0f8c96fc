"""Rounds: who takes part, the computation as it goes on, the plan and its publication."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from marketplace import clock, wording
from marketplace.domain.acts import Act, check_may
from marketplace.domain.errors import Refused
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import RoundId
from marketplace.domain.mass import MassUnit
from marketplace.domain.rounds import RoundState
from marketplace.forms.policies import typed_policy
from marketplace.forms.rounds import RoundForm, RoundStepForm
from marketplace.forms.scenarios import PairForm
from marketplace.queries.events import list_history
from marketplace.queries.rounds.market import get_market_day
from marketplace.queries.rounds.pictures import PriceLimits, pictures_of
from marketplace.queries.rounds.plans import PlanLine, PlanView, get_plan
from marketplace.queries.rounds.scenarios import list_questions, list_scenarios, list_takers, settled_bids
from marketplace.queries.rounds.showing import PER_PAGE, RoundPage, count_rounds, get_round
from marketplace.queries.rounds.showing import list_rounds as find_rounds
from marketplace.services import publishing
from marketplace.services import rounds as services
from marketplace.web.charts import Sighting
from marketplace.web.paging import asked_page, pages_of
from marketplace.web.sessions import current_viewer

blueprint = Blueprint("rounds", __name__, url_prefix="/rounds")
blueprint.add_app_template_filter(wording.rule_name)
Answer = Response | str | tuple[str, int]
LINES_PER_PAGE = 12

STEPS = {
    "start": (services.start_round, _l("Started. The plan will stand here in a moment.")),
    "retry": (services.start_round, _l("Started again. The plan will stand here in a moment.")),
    "cancel": (services.cancel_round, _l("Stopped. Nothing was stored.")),
    "discard": (services.discard_round, _l("Discarded. Nobody will see its plan.")),
    "publish": (publishing.publish_round, _l("Published. Both sides of each proposal can answer now.")),
}


@blueprint.get("/")
def list_rounds() -> str:
    """Show all rounds, newest first."""
    viewer = current_viewer()
    check_may(viewer, Act.SEE_ROUNDS)
    page, total = asked_page(), count_rounds(viewer)
    pages = pages_of(total, PER_PAGE)
    rounds = find_rounds(viewer, page=page)
    return render_template("rounds/list.html", rounds=rounds, page=page, pages=pages, now=clock.now())


@blueprint.get("/new")
def new() -> str:
    """Ask for a title and a policy."""
    check_may(current_viewer(), Act.RUN_ROUND)
    return render_template("rounds/edit.html", form=RoundForm(version="0"), page=None)


@blueprint.post("/new")
def create() -> Answer:
    """Open a round."""
    form = RoundForm()
    check_may(current_viewer(), Act.RUN_ROUND)
    if form.validate():
        try:
            round_id = services.open_round(form.terms, by=current_viewer(), now=clock.now())
            return redirect(url_for("rounds.show", round_id=round_id), 303)
        except Refused as no:
            form.take(no)
    return render_template("rounds/edit.html", form=form, page=None), 422


@blueprint.get("/<int:round_id>")
def show(round_id: int) -> str:
    """Show a round: who takes part, how far it is, or what it decided."""
    page = get_round(round_id, current_viewer())
    return _round_page(page, RoundStepForm(version=str(page.version)))


@blueprint.get("/<int:round_id>/edit")
def edit(round_id: int) -> str:
    """Open title and policy for a change."""
    page = get_round(round_id, current_viewer())
    check_may(current_viewer(), Act.RUN_ROUND)
    form = RoundForm(title=page.title, version=str(page.version), **typed_policy(page.policy))
    return render_template("rounds/edit.html", form=form, page=page)


@blueprint.post("/<int:round_id>/edit")
def change(round_id: int) -> Answer:
    """Change title and policy."""
    viewer, form = current_viewer(), RoundForm()
    page = get_round(round_id, viewer)
    if form.validate():
        try:
            services.change_round(RoundId(round_id), form.terms, seen=form.seen, by=viewer, now=clock.now())
            return redirect(url_for("rounds.show", round_id=round_id), 303)
        except Refused as no:
            form.take(no)
    return render_template("rounds/edit.html", form=form, page=page), 422


@blueprint.post("/<int:round_id>/<any(start, retry, cancel, discard, publish):step>")
def take_step(round_id: int, step: str) -> Answer:
    """Take one step in a round's life."""
    form, (act, done) = RoundStepForm(), STEPS[step]
    page = get_round(round_id, current_viewer())
    seen = None if step == "cancel" else form.seen  # its worker changes a running round all the time
    try:
        act(RoundId(round_id), seen=seen, by=current_viewer(), now=clock.now())
    except Refused as no:
        form.take(no)
        return _round_page(page, form), 422
    flash(str(done), "success")
    return redirect(url_for("rounds.show", round_id=round_id), 303)


def _chart(page: RoundPage) -> list[Sighting]:
    """Say what was seen of the computation as points of a drawing, in dollars."""
    return [
        Sighting(float(each.seconds), _dollars(each.incumbent_cents), _dollars(each.bound_cents))
        for each in (page.progress.sightings if page.progress else ())
    ]


def _dollars(cents: int | None) -> float | None:
    return None if cents is None else cents / 100


def _round_page(page: RoundPage, form: RoundStepForm) -> str:
    viewer, now = current_viewer(), clock.now()
    plan = get_plan(page.id, viewer) if page.has_plan else None
    lines, number, numbers = _paged(plan.lines if plan else ())
    return render_template(
        "rounds/show.html",
        page=page,
        form=form,
        now=now,
        day=get_market_day(viewer, now=now) if page.state is RoundState.OPEN else None,
        plan=plan,
        lines=lines,
        number=number,
        numbers=numbers,
        chart=_chart(page),
        **_pictures(page, plan),
        history=list_history(SubjectKind.ROUND, page.id, viewer=viewer),
    )


def _pictures(page: RoundPage, plan: PlanView | None) -> dict[str, object]:
    """Say what is shown beside the lines of a plan, where there is one."""
    if plan is None:
        return {"pictures": None, "scenarios": [], "questions": [], "pair_form": None, "settled": ()}
    viewer, form = current_viewer(), PairForm()
    form.choose_among(*list_takers(page.id, viewer))
    scenarios = list_scenarios(page.id, viewer)
    limits = PriceLimits(page.ceilings, page.bids_asked)
    pictures = pictures_of(plan.lines, limits, contract_cost=page.policy.contract_cost)
    return {
        "pictures": pictures,
        "flow_points": [(each.group, each.maker, float(each.volume.to(MassUnit.TONNE))) for each in pictures.flows],
        "scenarios": scenarios,
        "settled": settled_bids(scenarios),
        "questions": list_questions(page.id, viewer),
        "pair_form": form,
    }


def _paged(lines: tuple[PlanLine, ...]) -> tuple[tuple[PlanLine, ...], int, int]:
    """Cut out the lines of the page asked for, with its number and how many there are; `?all` is one page."""
    per_page = max(1, len(lines)) if "all" in request.args else LINES_PER_PAGE
    number = asked_page()
    return lines[(number - 1) * per_page : number * per_page], number, pages_of(len(lines), per_page)
