"""Opening the bids when a round's time is over, and giving up awards that nobody confirmed: on time, and in a sweep."""

from procrastinate import Blueprint

from marketplace import clock
from marketplace.domain.ids import TenderId
from marketplace.jobs.sweeping import do_each
from marketplace.queries.tenders.showing import list_due_to_close, list_due_to_lapse
from marketplace.services.tenders.closing import close_tender, lapse_tender

tasks = Blueprint()


@tasks.task(name="close")
def close(tender_id: int) -> None:
    """Open the bids of a tender; one that is closed already, or not over yet, is left alone."""
    close_tender(TenderId(tender_id), now=clock.now())


@tasks.task(name="lapse")
def lapse(tender_id: int) -> None:
    """Give up the award of a tender that was not confirmed; one that was is left alone."""
    lapse_tender(TenderId(tender_id), now=clock.now())


@tasks.periodic(cron="*/5 * * * *")
@tasks.task(name="sweep", queueing_lock="tenders:sweep")
def sweep(timestamp: int) -> None:
    """Close and give up whatever is overdue, should a job have been lost."""
    del timestamp
    do_each(list_due_to_close(clock.now()), close_tender)
    do_each(list_due_to_lapse(clock.now()), lapse_tender)
