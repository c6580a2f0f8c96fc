"""Asking of a planned round why a lot did not go to a demand; a worker finds the answer."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from marketplace.domain.acts import Act, check_may
from marketplace.domain.errors import NotFound, Refused, reason
from marketplace.domain.ids import DemandId, LotId, RoundId
from marketplace.domain.viewers import Viewer
from marketplace.gateways.queue import enqueue
from marketplace.models.base import db
from marketplace.models.rows.rounds.rounds import Round
from marketplace.models.rows.rounds.scenarios import PairQuestion, Scenario
from marketplace.services.transaction import use_case

Plain = dict[str, Any]


@use_case
def ask_about_pair(round_id: RoundId, lot_id: int, *, demand_id: int, by: Viewer, now: datetime) -> int:
    """Ask why a lot did not go to a demand; the same question about the same plan is asked once.

    A pair that breaks a limit is answered at once: the limits are known. Raises `Refused` for who takes no part.
    """
    check_may(by, Act.RUN_ROUND)
    row = db.session.get(Round, round_id)
    if row is None:
        raise NotFound("round.unknown")
    adopted = db.session.scalar(select(Scenario).where(Scenario.round_id == round_id, Scenario.is_adopted))
    if adopted is None or row.inputs is None:
        raise Refused("scenario.inputs_missing")
    pair = PairQuestion.scenario_id == adopted.id, PairQuestion.lot_id == lot_id, PairQuestion.demand_id == demand_id
    asked = db.session.scalar(select(PairQuestion.id).where(*pair))
    if asked is not None:
        return asked
    question = PairQuestion(
        round_id=round_id,
        scenario_id=adopted.id,
        lot_id=LotId(lot_id),
        demand_id=DemandId(demand_id),
        asked_by_id=by.user_id,
        asked_at=now,
    )
    _answer_what_is_known(question, row.inputs, now=now)
    db.session.add(question)
    db.session.flush()
    if question.answer is None:
        enqueue(db.session, "rounds:why", lock=f"why:{round_id}", question_id=question.id)
    return question.id


def _answer_what_is_known(question: PairQuestion, inputs: Plain, *, now: datetime) -> None:
    lots, demands = ({each["id"] for each in inputs[side]} for side in ("lots", "demands"))
    if question.lot_id not in lots or question.demand_id not in demands:
        raise Refused(reason("edit.pair_unknown", "demand_id"))
    pair = [question.lot_id, question.demand_id]
    rules = next((each[2] for each in inputs["refusals"] if each[:2] == pair), None)
    if rules:
        question.answer = {"code": "answer.breaks_limits", "facts": {"rules": rules}, "wins": []}
        question.answered_at = now
