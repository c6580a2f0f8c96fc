"""A maker of the fictional market pays by test card: through the services, and on the page that stands in."""

from datetime import datetime
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

from marketplace.config import Config
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.ids import ContractId, InstalmentId
from marketplace.domain.payments.life import InstalmentState
from marketplace.domain.payments.ways import Paying, Way
from marketplace.domain.viewers import Viewer
from marketplace.queries.payments.lists import list_of_contract
from marketplace.queries.payments.pages import get_instalment
from marketplace.services.payments.paying import pay

TEST_CARD = {"way": "card", "number": "4242424242424242"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PATIENCE = 20.0


def pay_deposit(config: Config, contract_id: ContractId, *, by: Viewer, now: datetime) -> InstalmentId | None:
    """Pay what is due of a contract by test card; None where the provider is a real one, or none, or nothing is due.

    Whether it was received, the provider's news tells later.
    """
    due = [
        each for each in list_of_contract(contract_id, by, today=day_in_lima(now)) if each.state is InstalmentState.DUE
    ]
    if not due or not config.stripe_base.startswith("http://"):
        return None
    payment_id = pay(config, Paying(due[0].id, Way.CARD, "en"), by=by, now=now)
    url = get_instalment(due[0].id, by, today=day_in_lima(now)).attempt(payment_id).url
    if url is None or not url.startswith(config.stripe_base):
        return None
    _use_card(url)
    return due[0].id


def is_paid(instalment_id: InstalmentId, viewer: Viewer, *, now: datetime) -> bool:
    """Say whether an instalment was paid by the provider's word."""
    return get_instalment(instalment_id, viewer, today=day_in_lima(now)).line.state is InstalmentState.PAID


def _use_card(url: str) -> None:
    """Send the page's form; where it leads the payer afterwards is of no interest here."""
    place = urlsplit(url)
    connection = HTTPConnection(place.hostname or "", place.port, timeout=PATIENCE)
    try:
        connection.request("POST", place.path, urlencode(TEST_CARD), FORM)
        connection.getresponse().read()
    finally:
        connection.close()
