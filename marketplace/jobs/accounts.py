"""What is mailed to people about their accounts, and what is forgotten in time."""

import logging
from functools import lru_cache

from flask import current_app
from flask_babel import force_locale
from procrastinate import Blueprint, RetryStrategy

from marketplace import clock
from marketplace.config import Config
from marketplace.gateways import mail
from marketplace.queries.letters import (
    Addressee,
    find_invitation_letter,
    find_reset_letter,
)
from marketplace.services.accounts import forget_old_attempts
from marketplace.services.submissions import forget_old_submissions

tasks = Blueprint()
PATIENT = RetryStrategy(max_attempts=8, exponential_wait=5)
log = logging.getLogger(__name__)


@tasks.task(name="send_invitation", retry=PATIENT)
def send_invitation(invitation_id: int, sent_at: int) -> None:
    """Mail an invitation, unless it was accepted or withdrawn meanwhile."""
    letter = find_invitation_letter(invitation_id, now=clock.now())  # type: ignore[arg-type] # a job's arguments are plain
    if letter is not None:
        link = f"{_config().public_url}/invitations/{letter.token}"
        _send("invitation", letter.to, key=f"invitation-{invitation_id}-{sent_at}", letter=letter, link=link)


@tasks.task(name="send_reset", retry=PATIENT)
def send_reset(email: str) -> None:
    """Mail a link for a new password; where nobody has the address, nothing happens."""
    letter = find_reset_letter(email, now=clock.now())
    if letter is not None:
        link = f"{_config().public_url}/password/{letter.token}"
        _send("reset", letter.to, key="", letter=letter, link=link)


@tasks.periodic(cron="23 * * * *")
@tasks.task(name="forget", queueing_lock="accounts:forget")
def forget(timestamp: int) -> None:
    """Drop what is of no use any more: attempts to sign in, and forms that nobody will send again."""
    del timestamp
    forget_old_attempts(clock.now())
    forget_old_submissions(clock.now())


def _send(name: str, to: Addressee, *, key: str, **facts: object) -> None:
    """Write the letter in the reader's language (subject, empty line, body) and send it."""
    config = _config()
    if not config.smtp_url:
        _say_unsent()
        return
    with force_locale(to.locale):
        text = current_app.jinja_env.get_template(f"mail/{name}.txt").render(to=to, market=config.public_url, **facts)
    subject, _empty, body = text.partition("\n")
    letter = mail.Letter(to_name=to.name, to_email=to.email, subject=subject, body=body.strip() + "\n", key=key)
    try:
        mail.send(letter, smtp_url=config.smtp_url, sender=config.mail_sender)
    except mail.MailRefusedError as no:
        log.warning("%s: the mail server will never take it: %s", key or name, no)
    except mail.MailUnsureError as error:  # it may have arrived: whoever misses it asks again
        log.warning("%s: the mail server did not say whether it took it: %s", key or name, error)


@lru_cache(1)
def _say_unsent() -> None:
    """Say it once; in a demonstration there is no mail server, and links are shown on the pages instead."""
    log.warning("no SMTP_URL is set, so letters are not sent")


def _config() -> Config:
    config: Config = current_app.extensions["mazorca"]
    return config
