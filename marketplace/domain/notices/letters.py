"""The life of a letter: what may have left the house is never sent again, what has not is never lost."""

import re
from datetime import timedelta
from enum import StrEnum

from marketplace.domain.machines import Machine
from marketplace.domain.viewers import Role

MOST_TRIES = 8
"""With waits that grow fivefold, about a day."""
SETTLED_AFTER = timedelta(hours=1)
"""After this time a letter that was handed over and never confirmed counts as perhaps not delivered."""
BOUNCE_REST = timedelta(days=7)
"""So long nothing is mailed to an address that came back; then one letter tries it again."""
BOUNCE = re.compile(r"(550|551|553)\b(?! 5\.(?:2\.[2-9]|[3-7]))")
"""No such address (RFC 5321, 4.2.3), unless the server adds that it means the letter, or itself (RFC 3463)."""


class Errand(StrEnum):
    """What a letter about somebody's account is for; others carry notices."""

    RESET = "reset"
    INVITATION = "invitation"
    CONFIRM_ADDRESS = "confirm_address"
    ADDRESS_ASKED = "address_asked"
    ADDRESS_CHANGED = "address_changed"


class LetterState(StrEnum):
    """Where a letter stands between us and the mail server."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    HANDED = "handed"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


class LetterStep(StrEnum):
    """What a worker does with a letter: `hand` comes before the dot that ends it, `send` after the server's answer."""

    CLAIM = "claim"
    HAND = "hand"
    SEND = "send"
    RELEASE = "release"
    FAIL = "fail"
    DROP = "drop"


S, T = LetterState, LetterStep

LETTER_MACHINE: Machine[LetterState, LetterStep] = Machine(
    "letter",
    next={
        (S.WAITING, T.CLAIM): S.CLAIMED,
        (S.CLAIMED, T.CLAIM): S.CLAIMED,  # by another worker, after the first one died
        (S.CLAIMED, T.HAND): S.HANDED,
        (S.CLAIMED, T.RELEASE): S.WAITING,
        (S.CLAIMED, T.FAIL): S.FAILED,
        (S.CLAIMED, T.DROP): S.DROPPED,
        (S.HANDED, T.SEND): S.SENT,
        (S.HANDED, T.RELEASE): S.WAITING,  # the server said that it did not take it
        (S.HANDED, T.FAIL): S.FAILED,
    },
    who=dict.fromkeys(LetterStep, frozenset({Role.SYSTEM})),
)


def is_bounce(failure: str) -> bool:
    """Say whether a server's refusal means that nobody can be reached at the address, whatever is written there."""
    return BOUNCE.match(failure) is not None


def may_claim(state: LetterState) -> bool:
    """Say whether a worker may take a letter up: nothing of it can have arrived yet."""
    return (state, LetterStep.CLAIM) in LETTER_MACHINE.next
