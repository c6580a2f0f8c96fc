"""What the calendar does to personal data: what was kept for customs is forgotten when its time is over."""

from procrastinate import Blueprint

from marketplace import clock
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.jobs.sweeping import do_each
from marketplace.queries.privacy import list_ripe_erasures
from marketplace.services.privacy import finish_erasure

tasks = Blueprint()


@tasks.periodic(cron="10 8 * * *")
@tasks.task(name="sweep", queueing_lock="privacy:sweep")
def sweep(timestamp: int) -> None:
    """Forget whom nobody has to know any more."""
    del timestamp
    do_each(list_ripe_erasures(day_in_lima(clock.now())), finish_erasure)
