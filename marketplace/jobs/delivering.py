"""How a letter is handed to the mail server, whatever it says: in two phases, each written down first."""

import logging
from functools import lru_cache

from marketplace import clock
from marketplace.config import Config
from marketplace.domain.errors import Stale
from marketplace.gateways import mail
from marketplace.services.notices.delivery import Claim, fail_letter, note_handed, note_sent, release_letter

log = logging.getLogger(__name__)


def hand_over(claim: Claim, letter: mail.Letter, *, config: Config) -> None:
    """Hand a letter over, unless another try overtook this one; raises `OSError` when a later try may succeed."""
    try:
        _hand_over(claim, letter, config)
    except Stale:
        log.info("letter %s: try %s was overtaken", claim.letter_id, claim.tries)


def _hand_over(claim: Claim, letter: mail.Letter, config: Config) -> None:
    """Between the two phases it is written down that the letter may arrive from now on."""
    try:
        with mail.handing_over(letter, smtp_url=config.smtp_url, sender=config.mail_sender) as handover:
            note_handed(claim, now=clock.now())
            handover.finish()
    except mail.MailRefusedError as no:
        log.warning("letter %s: the mail server will never take it: %s", claim.letter_id, no)
        fail_letter(claim, str(no), now=clock.now())
    except mail.MailUnsureError as error:
        log.warning("letter %s: the mail server did not say whether it took it: %s", claim.letter_id, error)
    except OSError as error:
        _try_later(claim, error)
    else:
        note_sent(claim, now=clock.now())


def _try_later(claim: Claim, error: OSError) -> None:
    if claim.is_last:
        fail_letter(claim, str(error), now=clock.now())
        return
    release_letter(claim)
    raise error


@lru_cache(1)
def say_unsent() -> None:
    """Say once that there is no mail server; notices stand in the inbox, and a demonstration shows links on pages."""
    log.warning("no SMTP_URL is set, so letters are not sent")
