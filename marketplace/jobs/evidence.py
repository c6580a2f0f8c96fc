"""Proof later: large packs for customs, and handing over what shipments' checklists ask for."""

import logging

from procrastinate import Blueprint

from marketplace import clock
from marketplace.domain.errors import MarketError
from marketplace.queries.accounts.faces import get_viewer
from marketplace.services.evidence import handing, packs

tasks = Blueprint()
log = logging.getLogger(__name__)


@tasks.task(name="make_pack")
def make_pack(contract_id: int, user_id: int, *, organization_id: int) -> None:
    """Make a large pack for the person who asked for it; what forbids it is told on its page."""
    try:
        packs.make_pack(contract_id, by=get_viewer(user_id, organization_id), now=clock.now())
    except MarketError as no:
        log.warning("pack of contract %s: %s", contract_id, no.code)


@tasks.task(name="hand_over")
def hand_over() -> None:
    """Bring packs and statements to the checklists that lack them."""
    _hand_over()


@tasks.periodic(cron="*/10 * * * *")
@tasks.task(name="hand_over_all", queueing_lock="evidence:hand_over_all")
def hand_over_all(timestamp: int) -> None:
    """Bring what is there to cargoes that were put aboard since."""
    del timestamp
    _hand_over()


def _hand_over() -> None:
    for cargo_id in handing.list_unbrought():
        handing.bring_evidence(cargo_id, now=clock.now())
