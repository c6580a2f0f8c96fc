"""What a worker may do with a question about a pair: take it up, and store the answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marketplace.models.base import db
from marketplace.models.rows.rounds.scenarios import PairQuestion
from marketplace.services.transaction import use_case

MOST_ATTEMPTS = 3
Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """An open question: the plan's inputs and claim, and the pair."""

    id: int
    inputs: Plain
    claim: Plain
    lot: str
    demand: str


@use_case
def begin_question(question_id: int, *, now: datetime) -> Question | None:
    """Take up a question; None when it is answered, or its plan is not the round's any more."""
    row = db.session.get(PairQuestion, question_id, with_for_update=True, populate_existing=True)
    if row is None or row.answer is not None or not row.scenario.is_adopted:
        return None
    if row.attempts >= MOST_ATTEMPTS:
        row.answer, row.answered_at = {"code": "question.died", "facts": {}, "wins": []}, now
        return None
    row.attempts += 1
    inputs, claim = row.scenario.round.inputs or {}, row.scenario.claim or {}
    return Question(row.id, inputs, claim, str(row.lot_id), str(row.demand_id))


@use_case
def store_answer(question_id: int, answer: Plain, *, now: datetime) -> None:
    """Keep the answer to a question, the first one that comes."""
    row = db.session.get(PairQuestion, question_id, with_for_update=True, populate_existing=True)
    if row is not None and row.answer is None:
        row.answer, row.answered_at = answer, now
