"""Scenarios of a round: policies side by side, edits by hand, adopting one of them, and questions about pairs."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.errors import Refused
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import ScenarioId
from marketplace.domain.scenarios import PRESETS, ScenarioState, preset_policy
from marketplace.forms.policies import typed_policy
from marketplace.forms.rounds import RoundStepForm
from marketplace.forms.scenarios import BidEditForm, HandEditForm, PairForm, ScenarioForm
from marketplace.queries.events import list_history
from marketplace.queries.rounds.scenarios import (
    changed_lines,
    find_scenario,
    list_bidders,
    list_scenarios,
    list_takers,
)
from marketplace.queries.rounds.showing import RoundPage, get_round
from marketplace.services import scenarios as services
from marketplace.services.planning.adopting import adopt_scenario
from marketplace.services.questions import ask_about_pair
from marketplace.web.sessions import current_viewer

blueprint = Blueprint("scenarios", __name__, url_prefix="/rounds/<int:round_id>")
Answer = Response | str | tuple[str, int]


@blueprint.get("/scenarios")
def list_all(round_id: int) -> str:
    """Show a round's scenarios side by side."""
    page = get_round(round_id, current_viewer())
    return _table(page, RoundStepForm(version=str(page.version)))


@blueprint.post("/scenarios/<any({}):kind>".format(", ".join(PRESETS)))
def add_preset(round_id: int, kind: str) -> Answer:
    """Add a ready-made scenario."""
    viewer, form = current_viewer(), RoundStepForm()
    page = get_round(round_id, viewer)
    try:
        services.add_scenario(page.id, kind, policy=preset_policy(kind, page.policy), by=viewer, now=clock.now())
    except Refused as no:
        form.take(no)
        return _table(page, form), 422
    return redirect(url_for("scenarios.list_all", round_id=round_id), 303)


@blueprint.get("/scenarios/new")
def new(round_id: int) -> str:
    """Ask for a name and a policy, beginning with the round's own."""
    page = get_round(round_id, current_viewer())
    check_may(current_viewer(), Act.RUN_ROUND)
    form = ScenarioForm(version=str(page.version), **typed_policy(page.policy))
    return render_template("scenarios/edit.html", page=page, form=form)


@blueprint.post("/scenarios/new")
def add(round_id: int) -> Answer:
    """Add a scenario."""
    viewer, form = current_viewer(), ScenarioForm()
    page = get_round(round_id, viewer)
    check_may(viewer, Act.RUN_ROUND)
    if form.validate():
        try:
            policy, name = form.policy(page.policy), form.name.data or ""
            services.add_scenario(page.id, name, policy=policy, by=viewer, now=clock.now())
            return redirect(url_for("scenarios.list_all", round_id=round_id), 303)
        except Refused as no:
            form.take(no)
    return render_template("scenarios/edit.html", page=page, form=form), 422


@blueprint.get("/scenarios/<int:scenario_id>")
def show(round_id: int, scenario_id: int) -> str:
    """Show one scenario beside the round's plan."""
    page = get_round(round_id, current_viewer())
    return _scenario_page(page, scenario_id, RoundStepForm(version=str(page.version)))


@blueprint.post("/scenarios/<int:scenario_id>/adopt")
def adopt(round_id: int, scenario_id: int) -> Answer:
    """Make a scenario's plan the round's."""
    viewer, form = current_viewer(), RoundStepForm()
    page = get_round(round_id, viewer)
    try:
        adopt_scenario(page.id, scenario_id, seen=form.seen, by=viewer, now=clock.now())
    except Refused as no:
        form.take(no)
        return _scenario_page(page, scenario_id, form), 422
    flash(_("Adopted. This is the round's plan now; nothing has been offered to anybody yet."), "success")
    return redirect(url_for("rounds.show", round_id=round_id), 303)


@blueprint.post("/scenarios/<int:scenario_id>/<any(retry, discard):step>")
def take_step(round_id: int, scenario_id: int, step: str) -> Answer:
    """Take one step in a scenario's life."""
    viewer, form = current_viewer(), RoundStepForm()
    page = get_round(round_id, viewer)
    find_scenario(list_scenarios(round_id, viewer), scenario_id)
    act = services.retry_scenario if step == "retry" else services.discard_scenario
    try:
        act(ScenarioId(scenario_id), seen=form.seen, by=viewer, now=clock.now())
    except Refused as no:
        form.take(no)
        return _table(page, form), 422
    return redirect(url_for("scenarios.list_all", round_id=round_id), 303)


@blueprint.get("/by-hand")
def ask_edit(round_id: int) -> str:
    """Ask what a hand is to settle, beginning with the pair that the address names."""
    page = get_round(round_id, current_viewer())
    check_may(current_viewer(), Act.RUN_ROUND)
    given = {name: request.args.get(name) for name in ("lot_id", "demand_id", "kind")}
    form = HandEditForm(**{name: text for name, text in given.items() if text})
    form.choose_among(*list_takers(round_id, current_viewer()))
    return render_template("scenarios/by_hand.html", page=page, form=form)


@blueprint.post("/by-hand")
def edit(round_id: int) -> Answer:
    """Settle a pair by hand, as a scenario."""
    viewer, form = current_viewer(), HandEditForm()
    page = get_round(round_id, viewer)
    check_may(viewer, Act.RUN_ROUND)
    form.choose_among(*list_takers(round_id, viewer))
    if form.validate():
        try:
            scenario_id = services.edit_by_hand(page.id, form.edit, by=viewer, now=clock.now())
            return redirect(url_for("scenarios.show", round_id=round_id, scenario_id=scenario_id), 303)
        except Refused as no:
            form.take(no)
    return render_template("scenarios/by_hand.html", page=page, form=form), 422


@blueprint.get("/by-hand/bids")
def ask_bid_edit(round_id: int) -> str:
    """Ask whether a bid is to be in or out, beginning with the one that the address names."""
    page = get_round(round_id, current_viewer())
    check_may(current_viewer(), Act.RUN_ROUND)
    given = {name: request.args.get(name) for name in ("bid_id", "kind")}
    form = BidEditForm(**{name: text for name, text in given.items() if text})
    form.choose_among(list_bidders(round_id, current_viewer()))
    return render_template("scenarios/by_hand_bid.html", page=page, form=form)


@blueprint.post("/by-hand/bids")
def edit_bid(round_id: int) -> Answer:
    """Settle by hand whether a bid is in the plan, as a scenario."""
    viewer, form = current_viewer(), BidEditForm()
    page = get_round(round_id, viewer)
    check_may(viewer, Act.RUN_ROUND)
    form.choose_among(list_bidders(round_id, viewer))
    if form.validate():
        try:
            scenario_id = services.edit_by_hand(page.id, form.edit, by=viewer, now=clock.now())
            return redirect(url_for("scenarios.show", round_id=round_id, scenario_id=scenario_id), 303)
        except Refused as no:
            form.take(no)
    return render_template("scenarios/by_hand_bid.html", page=page, form=form), 422


@blueprint.post("/questions")
def ask(round_id: int) -> Answer:
    """Ask why a lot did not go to a demand."""
    viewer, form = current_viewer(), PairForm()
    page = get_round(round_id, viewer)
    form.choose_among(*list_takers(round_id, viewer))
    if not form.validate():
        abort(422, _("Please choose a lot and a demand that took part in the round."))
    ask_about_pair(page.id, form.lot_id.data, demand_id=form.demand_id.data, by=viewer, now=clock.now())
    return redirect(url_for("rounds.show", round_id=round_id, _anchor="why"), 303)


def _table(page: RoundPage, form: RoundStepForm) -> str:
    scenarios = list_scenarios(page.id, current_viewer())
    is_waiting = any(each.state is ScenarioState.WAITING for each in scenarios)
    return render_template(
        "scenarios/list.html", page=page, form=form, scenarios=scenarios, presets=list(PRESETS), is_waiting=is_waiting
    )


def _scenario_page(page: RoundPage, scenario_id: int, form: RoundStepForm) -> str:
    viewer = current_viewer()
    scenarios = list_scenarios(page.id, viewer)
    scenario = find_scenario(scenarios, scenario_id)
    adopted = next((each for each in scenarios if each.is_adopted), scenario)
    return render_template(
        "scenarios/show.html",
        page=page,
        form=form,
        scenario=scenario,
        adopted=adopted,
        changes=changed_lines(scenario, adopted) if scenario.outline and not scenario.is_infeasible else [],
        history=list_history(SubjectKind.SCENARIO, scenario.id, viewer=viewer),
    )
