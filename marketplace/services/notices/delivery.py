"""What becomes of a letter between us and the mail server, one committed word for each thing that cannot be undone."""

from dataclasses import dataclass
from datetime import datetime

from marketplace.domain.errors import Stale
from marketplace.domain.ids import LetterId
from marketplace.domain.notices.letters import LETTER_MACHINE, MOST_TRIES, LetterStep, may_claim
from marketplace.domain.viewers import Role
from marketplace.models.base import db
from marketplace.models.rows.people.notices import Letter
from marketplace.services.transaction import use_case

LONGEST_FAILURE = 500


@dataclass(frozen=True, slots=True)
class Claim:
    """A worker's hold on a letter: its number and which try this is; a later try takes the hold away."""

    letter_id: LetterId
    tries: int

    @property
    def is_last(self) -> bool:
        """Whether nobody will try again."""
        return self.tries >= MOST_TRIES


@use_case
def claim_letter(letter_id: LetterId, *, now: datetime) -> Claim | None:
    """Take a letter up; None where it is out, or may be."""
    letter = _locked(letter_id)
    if letter is None or not may_claim(letter.state):
        return None
    _step(letter, LetterStep.CLAIM)
    letter.tries += 1
    letter.claimed_at = now
    return Claim(letter.id, letter.tries)


@use_case
def note_handed(claim: Claim, *, now: datetime) -> None:
    """Write down that the next word lets the server take the letter: from now on it is never sent again."""
    letter = _held(claim)
    _step(letter, LetterStep.HAND)
    letter.handed_at = now


@use_case
def note_sent(claim: Claim, *, now: datetime) -> None:
    """Write down that the server took the letter."""
    letter = _held(claim)
    _step(letter, LetterStep.SEND)
    letter.settled_at = now


@use_case
def release_letter(claim: Claim) -> None:
    """Let a later try have the letter: the server has certainly not taken it."""
    _step(_held(claim), LetterStep.RELEASE)


@use_case
def fail_letter(claim: Claim, why: str, *, now: datetime) -> None:
    """Give a letter up; facilitators see it."""
    letter = _held(claim)
    _step(letter, LetterStep.FAIL)
    letter.settled_at, letter.failure = now, why[:LONGEST_FAILURE]


@use_case
def drop_letter(claim: Claim, *, now: datetime) -> None:
    """Throw a letter away of which nothing is worth saying any more."""
    letter = _held(claim)
    _step(letter, LetterStep.DROP)
    letter.settled_at = now


def _locked(letter_id: LetterId) -> Letter | None:
    return db.session.get(Letter, letter_id, with_for_update=True, populate_existing=True)


def _held(claim: Claim) -> Letter:
    letter = _locked(claim.letter_id)
    if letter is None or letter.tries != claim.tries:
        raise Stale("row.changed_meanwhile")
    return letter


def _step(letter: Letter, step: LetterStep) -> None:
    letter.state = LETTER_MACHINE.advance(letter.state, step, Role.SYSTEM)
