"""Papers about money later: numbered and kept within a minute of what they are about."""

import logging

from procrastinate import Blueprint

from marketplace import clock
from marketplace.domain.errors import MarketError
from marketplace.services.money_papers import issue_paper, list_missing

tasks = Blueprint()
log = logging.getLogger(__name__)


@tasks.periodic(cron="* * * * *")
@tasks.task(name="issue", queueing_lock="money_papers:issue")
def issue(timestamp: int) -> None:
    """Issue whatever paper is missing."""
    del timestamp
    for kind, number in list_missing():
        try:
            issue_paper(kind, number, now=clock.now())
        except MarketError as no:
            log.warning("paper %s of %s: %r", kind, number, no)
