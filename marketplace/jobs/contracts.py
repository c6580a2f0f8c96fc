"""Giving back what nobody signed in time, and reserved bags whose share nobody paid in time."""

from contextlib import suppress
from datetime import datetime

from flask import current_app
from procrastinate import Blueprint

from marketplace import clock
from marketplace.config import Config
from marketplace.domain.ids import ContractId
from marketplace.domain.payments.ways import Way
from marketplace.gateways.stripe import ProviderRefusedError
from marketplace.jobs.sweeping import do_each
from marketplace.queries.contracts.showing import list_overdue
from marketplace.queries.contracts.unpaid import list_begun, list_unpaid_shares
from marketplace.services.contracts.amending import expire_contract
from marketplace.services.contracts.lapsing import lapse_reservation
from marketplace.services.payments.hearing import hear_payment
from marketplace.services.payments.paying import close_payment

tasks = Blueprint()


@tasks.periodic(cron="*/5 * * * *")
@tasks.task(name="sweep", queueing_lock="contracts:sweep")
def sweep(timestamp: int) -> None:
    """Let every contract expire that both sides did not sign in time."""
    del timestamp
    do_each(list_overdue(clock.now()), expire_contract)


@tasks.periodic(cron="*/15 * * * *")
@tasks.task(name="lapse", queueing_lock="contracts:lapse")
def lapse(timestamp: int) -> None:
    """Let every reservation lapse whose share was not paid by its last day."""
    del timestamp
    do_each(list_unpaid_shares(clock.now()), let_lapse, current_app.extensions["mazorca"])


def let_lapse(config: Config, contract_id: ContractId, *, now: datetime) -> None:
    """Ask first what was paid: money that came in time is not lost to news that comes late. Raises `ProviderDownError`.

    A page that is open is closed, so that nobody pays for bags that are gone; a wire may be on its way already.
    """
    for payment_id, way in list_begun(contract_id) if config.stripe_key else []:
        settle = hear_payment if way is Way.BANK_WIRE else close_payment
        with suppress(ProviderRefusedError):  # of what the provider does not know nothing was paid
            settle(config, payment_id, now=now)
    lapse_reservation(contract_id, now=now)
