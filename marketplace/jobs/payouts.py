"""Payouts later: whoever must act so that a group gets its money is told as soon as it is due."""

from procrastinate import Blueprint

from marketplace import clock
from marketplace.domain.ids import OrganizationId
from marketplace.services.payouts.waiting import groups_with_money, settle_group

tasks = Blueprint()


@tasks.task(name="wait")
def wait(organization_ids: list[int]) -> None:
    """Settle whose turn it is about the money of these groups."""
    for each in sorted(organization_ids):
        settle_group(OrganizationId(each), now=clock.now())


@tasks.periodic(cron="17 * * * *")
@tasks.task(name="sweep", queueing_lock="payouts:sweep")
def sweep(timestamp: int) -> None:
    """Do the same for every group to which something is due."""
    del timestamp
    for each in groups_with_money():
        settle_group(each, now=clock.now())
