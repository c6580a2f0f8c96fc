"""What the fictional market ships, and where its groups are paid."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.ids import BankAccountId, ContractId, OrganizationId, ShipmentId
from marketplace.domain.money import Currency
from marketplace.domain.payouts.accounts import AccountTerms
from marketplace.domain.shipments.containers import Carriage
from marketplace.domain.shipments.days import Days
from marketplace.domain.shipments.life import ShipmentTerms
from marketplace.domain.viewers import Viewer
from marketplace.seed.people import PASSWORD
from marketplace.services.payouts.accounts import confirm_account, state_account
from marketplace.services.shipments.planning import Choice, plan_shipment

HOW = "Llamé a la presidenta al número del registro; leyó el CCI en voz alta."
SHARED = ShipmentTerms(
    carriage=Carriage.CONTAINER_20,
    collection_point="Callao",
    destination="FR",
    port_from="Callao",
    port_to="Le Havre",
    carrier="Naviera Ficticia",
)


def plan_shared(contracts: Sequence[ContractId], *, by: Viewer, now: datetime) -> ShipmentId:
    """Plan one container for several contracts, three weeks from now."""
    load_on = day_in_lima(now) + timedelta(days=21)
    days = Days(load_on, load_on + timedelta(days=4), load_on + timedelta(days=34))
    return plan_shipment(SHARED, days, chosen=[Choice(each) for each in contracts], by=by, now=now)


def name_account(owner: Viewer, holder: str, *, judge: Viewer, now: datetime) -> BankAccountId:
    """Let a group state its bank account, and a facilitator confirm it."""
    terms = AccountTerms(
        bank="Banco Ficticio del Perú",
        holder=holder,
        ruc="20512333797",
        cci="002-191-191840916000-51",
        currency=Currency.USD,
        bic="FICTPEPL",
    )
    group_id = OrganizationId(owner.organization_id or 0)
    account_id = state_account(group_id, terms, password=PASSWORD, by=owner, now=now)
    confirm_account(account_id, HOW, seen=1, by=judge, now=now)
    return account_id
