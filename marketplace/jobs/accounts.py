"""What is mailed to people about their accounts, and what is forgotten in time."""

from flask import current_app
from procrastinate import Blueprint, RetryStrategy

from marketplace import clock
from marketplace.config import Config
from marketplace.domain.ids import LetterId
from marketplace.jobs.delivering import hand_over, say_unsent
from marketplace.jobs.letters import written_errand
from marketplace.queries.letters import find_errand
from marketplace.services.accounts import forget_old_attempts
from marketplace.services.notices.delivery import claim_letter, drop_letter
from marketplace.services.passwords import set_out_reset
from marketplace.services.submissions import forget_old_submissions

tasks = Blueprint()
PATIENT = RetryStrategy(max_attempts=8, exponential_wait=5)


@tasks.task(name="send_reset", retry=PATIENT)
def send_reset(email: str, asked_at: int) -> None:
    """Set out a link for a new password, once for each time it was asked; safe to be run twice."""
    set_out_reset(email, asked_at=asked_at, now=clock.now())


@tasks.task(name="deliver", retry=PATIENT)
def deliver(letter_id: int) -> None:
    """Mail a letter about an account, unless it may have been mailed; whoever misses it asks again.

    What is not worth saying any more is not said: an invitation that was accepted or withdrawn meanwhile.
    """
    claim = claim_letter(LetterId(letter_id), now=clock.now())
    if claim is None:
        return
    facts = find_errand(claim.letter_id, now=clock.now())
    config: Config = current_app.extensions["mazorca"]
    if facts is None or not config.smtp_url:
        drop_letter(claim, now=clock.now())
        if facts is not None:
            say_unsent()
        return
    hand_over(claim, written_errand(facts, key=f"account-{letter_id}", config=config), config=config)


@tasks.periodic(cron="23 * * * *")
@tasks.task(name="forget", queueing_lock="accounts:forget")
def forget(timestamp: int) -> None:
    """Drop what is of no use any more: attempts to sign in, and forms that nobody will send again."""
    del timestamp
    forget_old_attempts(clock.now())
    forget_old_submissions(clock.now())
