"""`flask round`: run a matching round from a terminal, show what it decided, and prove it by solving it again."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from marketplace import clock, wording
from marketplace.commands.summaries import summary
from marketplace.domain.errors import MarketError
from marketplace.domain.ids import RoundId
from marketplace.domain.plans import inputs_hash
from marketplace.domain.policies import RoundPolicy
from marketplace.domain.rounds import RoundState, RoundTerms
from marketplace.domain.viewers import SYSTEM, Viewer
from marketplace.jobs.rounds import SOLVE_SECONDS, plan
from marketplace.queries.health import find_health
from marketplace.queries.rounds.frozen import FrozenRound, get_frozen_round
from marketplace.queries.rounds.plans import get_plan
from marketplace.queries.rounds.showing import RoundPage, find_facilitator, get_round
from marketplace.services.planning.apart import solve_apart
from marketplace.services.publishing import publish_round
from marketplace.services.rounds import open_round, start_round

LOOK_EVERY_SECONDS = 0.1


@click.group("round")
def rounds() -> None:
    """Run and check matching rounds."""


@rounds.command("run")
@click.option("--title", default=None, help="What the round is called; today's date if not given.")
@click.option("--publish", is_flag=True, help="Publish the plan, so that both sides can answer.")
@with_appcontext
def run(title: str | None, *, publish: bool) -> None:
    """Open a round, start it, wait for its plan and print it."""
    with _spoken():
        by = _facilitator()
        terms = RoundTerms(title or f"Round of {clock.now():%Y-%m-%d}", RoundPolicy())
        round_id = open_round(terms, by=by, now=clock.now())
        start_round(round_id, seen=None, by=by, now=clock.now())
        page = _planned(round_id)
        if publish and page.state is RoundState.PLANNED:
            publish_round(round_id, seen=None, by=by, now=clock.now())
        _show(round_id)


@rounds.command("show")
@click.argument("round_id", type=int)
@with_appcontext
def show(round_id: int) -> None:
    """Print what round ROUND_ID decided, and why the rest stayed unmatched."""
    with _spoken():
        _show(RoundId(round_id))


@rounds.command("replay")
@click.argument("round_id", type=int)
@with_appcontext
def replay(round_id: int) -> None:
    """Solve the kept inputs of round ROUND_ID again and compare bit by bit; ends with 1 where anything differs."""
    with _spoken():
        frozen = get_frozen_round(round_id, SYSTEM)
        verdicts = _compare(frozen)
    for what, is_same in verdicts.items():
        click.echo(f"  {'same     ' if is_same else 'DIFFERENT'}  {what}")
    if not all(verdicts.values()):
        raise click.exceptions.Exit(1)


@contextmanager
def _spoken() -> Iterator[None]:
    """Speak the terminal's language, and say the market's noes as sentences."""
    language = "es_PE" if os.environ.get("LANG", "").startswith("es") else "en"
    with force_locale(language):
        try:
            yield
        except MarketError as no:
            raise click.ClickException(" ".join(wording.say(each) for each in no.reasons)) from no


def _facilitator() -> Viewer:
    found = find_facilitator()
    if found is None:
        msg = "There is no verified alliance yet, so nobody may run a round."
        raise click.ClickException(msg)
    return found


def _planned(round_id: RoundId) -> RoundPage:
    """Wait for a worker's plan; where no worker breathes, plan here."""
    if not find_health(clock.now()).workers:
        plan(round_id=round_id, run=1)
    phase = ""
    while (page := get_round(round_id, SYSTEM)).state is RoundState.RUNNING:
        if page.progress and page.progress.phase != phase:
            phase = page.progress.phase
            click.echo(f"  {wording.label(phase, 'phase')} …")
        time.sleep(LOOK_EVERY_SECONDS)
    return page


def _show(round_id: RoundId) -> None:
    page = get_round(round_id, SYSTEM)
    click.echo(summary(page, get_plan(round_id, SYSTEM) if page.has_plan else None))
    if page.state is RoundState.FAILED:
        raise click.exceptions.Exit(1)


def _compare(frozen: FrozenRound) -> dict[str, bool]:
    from marketplace.services.planning.claims import audited_plan  # noqa: PLC0415 - only who solves loads the solver

    claim = solve_apart(frozen.inputs, seconds=SOLVE_SECONDS, watch=lambda _: True)
    again = audited_plan(frozen.inputs, claim)
    lines = {(each.lot_id, each.demand_id, each.bid_id, each.bags, each.value_cents) for each in again.allocations}
    return {
        f"inputs {frozen.inputs_hash}": inputs_hash(frozen.inputs) == frozen.inputs_hash,
        f"{len(frozen.lines)} allocations": lines == frozen.lines,
        f"value {frozen.value_cents} cents": again.value_cents == frozen.value_cents,
        f"bound {frozen.bound_cents} cents": again.bound_cents == frozen.bound_cents,
        f"status {frozen.status}": again.status == frozen.status,
        f"plan {frozen.versions.get('plan')}": again.fingerprint == frozen.versions.get("plan"),
    }
