"""Telling people: notices of what happened, letters that carry them, reminders, and the letter of the day."""

from flask import current_app
from procrastinate import Blueprint, RetryStrategy

from marketplace import clock
from marketplace.config import Config
from marketplace.domain.ids import EventId, LetterId
from marketplace.jobs.delivering import hand_over, say_unsent
from marketplace.jobs.letters import written
from marketplace.queries.notices.bounces import find_bounce
from marketplace.queries.notices.due import list_digest_readers, list_turns_to_remind
from marketplace.queries.notices.letters import find_notice_letter
from marketplace.services.notices.delivery import claim_letter, drop_letter
from marketplace.services.notices.digests import gather_digest
from marketplace.services.notices.receipts import give_receipt
from marketplace.services.notices.telling import remind
from marketplace.services.notices.telling import tell as tell_of

tasks = Blueprint()
PATIENT = RetryStrategy(max_attempts=8, exponential_wait=5)


@tasks.task(name="tell", retry=PATIENT)
def tell(event_ids: list[int]) -> None:
    """Tell those concerned of what happened; safe to be run twice, for each is told of each event once."""
    for event_id in event_ids:
        tell_of(EventId(event_id), now=clock.now())


@tasks.task(name="receipt", retry=PATIENT)
def receipt(version_id: int) -> None:
    """Give a maker's person a receipt for a sealed bid; safe to be run twice."""
    give_receipt(version_id, now=clock.now())


@tasks.task(name="deliver", retry=PATIENT)
def deliver(letter_id: int) -> None:
    """Mail a letter, unless it may have been mailed; a worker that dies is followed by another one.

    What is not worth saying any more is not said, nor anything to who has left, nor to an address that came back.
    """
    claim = claim_letter(LetterId(letter_id), now=clock.now())
    if claim is None:
        return
    facts = find_notice_letter(claim.letter_id)
    config = _config()
    if facts is None or not config.smtp_url or find_bounce(facts.user_id, now=clock.now()):
        drop_letter(claim, now=clock.now())
        if facts is not None and not config.smtp_url:
            say_unsent()
        return
    hand_over(claim, written(facts, key=f"notice-{letter_id}", config=config), config=config)


@tasks.periodic(cron="*/10 * * * *")
@tasks.task(name="remind", queueing_lock="notices:remind")
def remind_all(timestamp: int) -> None:
    """Remind of what is soon due or has just become late."""
    del timestamp
    for turn_id in list_turns_to_remind(clock.now()):
        remind(turn_id, now=clock.now())


@tasks.periodic(cron="5-59/10 * * * *")
@tasks.task(name="digest", queueing_lock="notices:digest")
def digest(timestamp: int) -> None:
    """Gather the letter of the day for everybody whose hour has come."""
    del timestamp
    for user_id in list_digest_readers(clock.now()):
        gather_digest(user_id, now=clock.now())


def _config() -> Config:
    config: Config = current_app.extensions["mazorca"]
    return config
