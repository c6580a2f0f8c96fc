"""Scenarios of a round with the plans computed for them, and questions about single pairs."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.acts import NOBODYS, Stake
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import DemandId, LotId, RoundId, ScenarioId, UserId
from marketplace.domain.scenarios import ScenarioKind, ScenarioState
from marketplace.models.base import Base, Versioned, choice
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import User
from marketplace.models.rows.rounds.rounds import Round


class Scenario(Versioned, Base):
    """The round's frozen market under a policy and edits of its own; `claim` is the audited answer, kept to be adopted.

    `is_adopted` marks the one whose plan is the round's.
    """

    SUBJECT: ClassVar = SubjectKind.SCENARIO
    __tablename__ = "scenarios"
    __table_args__ = (
        Index("uq_scenarios_adopted", "round_id", unique=True, postgresql_where=text("is_adopted")),
        Index("ix_scenarios_round_id_state", "round_id", "state"),
    )

    id: Mapped[ScenarioId] = mapped_column(primary_key=True)
    round_id: Mapped[RoundId] = mapped_column(ForeignKey("rounds.id"))
    kind: Mapped[ScenarioKind] = mapped_column(choice(ScenarioKind))
    state: Mapped[ScenarioState] = mapped_column(choice(ScenarioState), default=ScenarioState.WAITING)
    name: Mapped[str]
    policy: Mapped[dict[str, Any]]
    edits: Mapped[list[dict[str, Any]]]
    why: Mapped[str | None]
    is_adopted: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    added_by_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    added_at: Mapped[datetime]
    computed_at: Mapped[datetime | None]
    phase: Mapped[str | None]
    failure: Mapped[str | None]
    plan_status: Mapped[str | None]
    value_cents: Mapped[int | None] = mapped_column(BigInteger)
    bound_cents: Mapped[int | None] = mapped_column(BigInteger)
    outline: Mapped[dict[str, Any] | None]
    findings: Mapped[dict[str, Any] | None]
    claim: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)

    round: Mapped[Round] = relationship()
    added_by: Mapped[User | None] = relationship()

    @property
    def stake(self) -> Stake:
        """Say whose this is: nobody's in particular."""
        return NOBODYS


class PairQuestion(Base):
    """Why a lot did not go to a demand, asked by a facilitator and answered by a worker."""

    __tablename__ = "pair_questions"
    __table_args__ = (UniqueConstraint("scenario_id", "lot_id", "demand_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[RoundId] = mapped_column(ForeignKey("rounds.id"), index=True)
    scenario_id: Mapped[ScenarioId] = mapped_column(ForeignKey("scenarios.id"))
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("lots.id"))
    demand_id: Mapped[DemandId] = mapped_column(ForeignKey("demands.id"))
    asked_by_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime | None]
    answer: Mapped[dict[str, Any] | None]

    lot: Mapped[Lot] = relationship()
    demand: Mapped[Demand] = relationship()
    scenario: Mapped[Scenario] = relationship()
