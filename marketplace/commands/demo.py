"""`flask demo`: run the first round of the fictional market, carry two proposals on, and show what came of it."""

import time
from collections.abc import Sequence
from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from marketplace import clock
from marketplace.commands.rounds import LOOK_EVERY_SECONDS, run, show
from marketplace.config import Config
from marketplace.domain.contracts.life import BEFORE_FACILITATORS
from marketplace.domain.ids import ContractId, RoundId
from marketplace.domain.viewers import SYSTEM, Viewer
from marketplace.queries.accounts.faces import get_viewer_by_email
from marketplace.queries.books.checking import check_books
from marketplace.queries.contracts.pages import ContractLine
from marketplace.queries.contracts.showing import get_contract
from marketplace.queries.rounds.plans import PlanLine, get_plan
from marketplace.queries.rounds.showing import list_rounds
from marketplace.seed.paying import is_paid as was_received
from marketplace.seed.paying import pay_deposit
from marketplace.seed.paying_out import make_ready, wire_due
from marketplace.seed.people import PASSWORD, address_of
from marketplace.seed.shipping import name_account, plan_shared
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
AGREED = (
    ("YANA-26-01", GROUP, MAKER),
    ("WARMI-26-01", address_of("WARMI"), address_of("Nordkaj2")),
)
"""Two proposals of the first round whose makers share a market, by lot, group and maker."""
HEARD_WITHIN = 20.0


@click.command("demo")
@click.pass_context
@with_appcontext
def demo(context: click.Context) -> None:
    """Run and publish a round with a real worker, carry two contracts on, print what there is to see."""
    past = list_rounds(SYSTEM)
    if past:
        context.invoke(show, round_id=past[0].id)
    else:
        context.invoke(run, title="Primera ronda", publish=True)
        _carry_on(list_rounds(SYSTEM)[0].id)
    _check_books()
    click.echo(f"\n  Sign in with the password: {PASSWORD}")
    for role, email in SIGN_INS.items():
        click.echo(f"    {role:<16} {email}")


def _carry_on(round_id: RoundId) -> None:
    """Make contracts of two proposals; one is paid, the other waits for it, and one container is to carry both."""
    lines = [each for each in get_plan(round_id, SYSTEM).lines if each.demand_id is not None]
    found = [_carry_to_contract(lines, lot_code, group=group, maker=maker) for lot_code, group, maker in AGREED]
    contracts = [each for each in found if each is not None]
    if len(contracts) < len(AGREED):
        return
    group, facilitator = get_viewer_by_email(GROUP), get_viewer_by_email(FACILITATOR)
    is_paid = _pay(contracts[0])
    _say_waiting(contracts[1])
    plan_shared(contracts, by=facilitator, now=clock.now())
    click.echo("  One container is planned for both contracts, from Callao to Le Havre.")
    name_account(group, _line(contracts[0]).producer_name, judge=facilitator, now=clock.now())
    click.echo(f"  The bank account of {_line(contracts[0]).producer_name} is confirmed: payouts can go there.")
    if is_paid:
        _pay_out(contracts[0])


def _carry_to_contract(lines: Sequence[PlanLine], lot_code: str, *, group: str, maker: str) -> ContractId | None:
    """Let both sides accept one proposal and sign its contract, and the alliance approve it."""
    producer, other = get_viewer_by_email(group), get_viewer_by_email(maker)
    line = next((each for each in lines if each.lot_code == lot_code), None)
    contract_id = _agree(line, producer, other, now=clock.now()) if line else None
    if contract_id is None:
        return None
    sign_for_both(contract_id, producer=producer, maker=other, now=clock.now())
    _approve(contract_id)
    found = _line(contract_id)
    click.echo(
        f"\n  Contract {found.code}: {found.producer_name} sells {found.bags} bags of {found.lot_code} to"
        f" {found.maker_name}; both sides signed, the alliance approved."
    )
    return contract_id


def _pay(contract_id: ContractId) -> bool:
    """Pay a deposit by test card, wait until the provider's news was heard and looked into, and say whether it was."""
    config: Config = current_app.extensions["mazorca"]
    by, line = get_viewer_by_email(MAKER), _line(contract_id)
    instalment_id = pay_deposit(config, contract_id, by=by, now=clock.now())
    if instalment_id is None:
        _say_waiting(contract_id)
        return False
    limit = time.monotonic() + HEARD_WITHIN
    while not was_received(instalment_id, by, now=clock.now()) and time.monotonic() < limit:
        time.sleep(LOOK_EVERY_SECONDS)
    paid = was_received(instalment_id, by, now=clock.now())
    how = "paid by test card" if paid else "paid by test card; the provider's news of it is still to come"
    click.echo(f"  The deposit of contract {line.code}: {how}.")
    return paid


def _pay_out(contract_id: ContractId) -> None:
    """Make the paid contract's cacao ready, and wire what is due for it to its group."""
    group, maker = get_viewer_by_email(GROUP), get_viewer_by_email(MAKER)
    judges = get_viewer_by_email(FACILITATOR), get_viewer_by_email(SECOND_FACILITATOR)
    make_ready(contract_id, producer=group, maker=maker, now=clock.now())
    money = wire_due(group, judges=judges, now=clock.now())
    if money is not None:
        amount = f"{money.amount:,} {money.currency}"
        click.echo(
            f"  The cacao of contract {_line(contract_id).code} is ready, and {amount} are wired to its group, which is"
            " yet to confirm them (/payouts/)."
        )


def _say_waiting(contract_id: ContractId) -> None:
    line = _line(contract_id)
    click.echo(f"  The deposit of contract {line.code} waits to be paid by {line.maker_name}.")


def _line(contract_id: ContractId) -> ContractLine:
    return get_contract(contract_id, get_viewer_by_email(FACILITATOR), now=clock.now()).line


def _check_books() -> None:
    """Prove the books, and say how it went."""
    wrong = [proof.name for proof, offender in check_books() if offender is not None]
    verdict = f"wrong in {', '.join(wrong)}" if wrong else "every proof holds"
    click.echo(f"\n  The books: {verdict} (flask books check).")


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
