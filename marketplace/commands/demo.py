"""`flask demo`: let the fictional market run its first round, bring one proposal to an approved contract, show both."""

from datetime import datetime

import click
from flask.cli import with_appcontext

from marketplace import clock
from marketplace.commands.rounds import run, show
from marketplace.domain.contracts.life import BEFORE_FACILITATORS
from marketplace.domain.ids import ContractId, RoundId
from marketplace.domain.viewers import SYSTEM, Viewer
from marketplace.queries.accounts import get_viewer_by_email
from marketplace.queries.contracts import get_contract
from marketplace.queries.plans import PlanLine, get_plan
from marketplace.queries.rounds import list_rounds
from marketplace.seed.people import PASSWORD, address_of
from marketplace.seed.signing import sign_for_both
from marketplace.services.allocations import accept_allocation
from marketplace.services.contracts.judging import approve_contract

FACILITATOR, GROUP, MAKER = address_of("alianza"), address_of("YANA"), address_of("Atelier1")
SECOND_FACILITATOR = address_of("alianza2")
SIGN_INS = {
    "facilitator": FACILITATOR,
    "second one": SECOND_FACILITATOR,
    "producer group": GROUP,
    "chocolate maker": MAKER,
}
FIRST_LOT = "YANA-26-01"


@click.command("demo")
@click.pass_context
@with_appcontext
def demo(context: click.Context) -> None:
    """Run and publish a round with a real worker, approve a first contract, and print who may sign in."""
    past = list_rounds(SYSTEM)
    if past:
        context.invoke(show, round_id=past[0].id)
    else:
        context.invoke(run, title="Primera ronda", publish=True)
        _carry_to_contract(list_rounds(SYSTEM)[0].id)
    click.echo(f"\n  Sign in with the password: {PASSWORD}")
    for role, email in SIGN_INS.items():
        click.echo(f"    {role:<16} {email}")


def _carry_to_contract(round_id: RoundId) -> None:
    """Let both sides accept one proposal and sign its contract, and the alliance approve it."""
    lines = (each for each in get_plan(round_id, SYSTEM).lines if each.demand_id is not None)
    line = next((each for each in lines if each.lot_code == FIRST_LOT), None)
    if line is None:
        return
    group, maker = get_viewer_by_email(GROUP), get_viewer_by_email(MAKER)
    contract_id = _agree(line, group, maker, now=clock.now())
    if contract_id is None:
        return
    sign_for_both(contract_id, producer=group, maker=maker, now=clock.now())
    _approve(contract_id)
    contract = get_contract(contract_id, group, now=clock.now())
    click.echo(
        f"\n  Contract {contract.line.code}: {contract.line.producer_name} sells {contract.line.bags} bags of "
        f"{contract.line.lot_code} to {contract.line.maker_name}; both sides signed, the alliance approved."
    )


def _agree(line: PlanLine, group: Viewer, maker: Viewer, *, now: datetime) -> ContractId | None:
    accept_allocation(line.id, by=group, now=now)
    return accept_allocation(line.id, by=maker, now=now)


def _approve(contract_id: ContractId) -> None:
    """Approve as one facilitator, and as a second one where the value asks for two."""
    for email in (FACILITATOR, SECOND_FACILITATOR):
        facilitator = get_viewer_by_email(email)
        contract = get_contract(contract_id, facilitator, now=clock.now())
        if contract.line.state in BEFORE_FACILITATORS:
            approve_contract(contract_id, None, seen=contract.version, by=facilitator, now=clock.now())
