"""What the calendar does to certificates: groups are reminded of their end, and told when they are over."""

from procrastinate import Blueprint

from marketplace import clock
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.jobs.sweeping import do_each
from marketplace.queries.lots.certificates import list_ending_certificates
from marketplace.services.certificates import remind_of_certificate

tasks = Blueprint()


@tasks.periodic(cron="20 12 * * *")
@tasks.task(name="sweep", queueing_lock="certificates:sweep")
def sweep(timestamp: int) -> None:
    """Send the reminders that are due, in the morning in Peru."""
    del timestamp
    do_each(list_ending_certificates(day_in_lima(clock.now())), remind_of_certificate)
