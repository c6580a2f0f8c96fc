"""Rounds of the market, the allocations of their plans, and the reasons for each no."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from marketplace.domain.acts import NOBODYS, Stake
from marketplace.domain.allocations import ALLOCATION_MACHINE, AllocationPermit, AllocationState, Answer
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import AllocationId, BidId, DemandId, LotId, OrganizationId, RoundId, UserId
from marketplace.domain.mass import Mass
from marketplace.domain.money import Currency, Incoterm, UnitPrice
from marketplace.domain.rounds import RoundState
from marketplace.domain.turns import Task, Turn, turns_of_both
from marketplace.models.base import Base, MassColumn, Versioned, choice
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization


class Round(Versioned, Base):
    """One run of the market; `inputs` is the frozen problem, so that anybody can run it again."""

    SUBJECT: ClassVar = SubjectKind.ROUND
    __tablename__ = "rounds"

    id: Mapped[RoundId] = mapped_column(primary_key=True)
    title: Mapped[str]
    state: Mapped[RoundState] = mapped_column(choice(RoundState), default=RoundState.OPEN)
    opened_by_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    opened_at: Mapped[datetime]
    policy: Mapped[dict[str, Any]]
    answer_by: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    planned_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]

    inputs: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    inputs_hash: Mapped[str | None]
    versions: Mapped[dict[str, Any] | None]
    plan_status: Mapped[str | None]
    value_cents: Mapped[int | None] = mapped_column(BigInteger)
    bound_cents: Mapped[int | None] = mapped_column(BigInteger)
    failure: Mapped[str | None]
    findings: Mapped[dict[str, Any] | None]

    @property
    def stake(self) -> Stake:
        """Say whose this is: nobody's in particular."""
        return NOBODYS

    @property
    def turns(self) -> list[Turn]:
        """Say what the facilitators must do."""
        tasks = {RoundState.PLANNED: Task.ROUND_PUBLISH, RoundState.FAILED: Task.ROUND_MEND}
        return [Turn(None, tasks[self.state], self.title)] if self.state in tasks else []

    allocations: Mapped[list["Allocation"]] = relationship(back_populates="round", order_by="Allocation.id")
    misses: Mapped[list["Miss"]] = relationship(back_populates="round", order_by="Miss.id")


class RoundProgress(Base):
    """How far a running round has come; a row of its own, written often.

    `run` counts the starts of the round, `attempt` the workers that took up this run: only the newest may store a plan.
    """

    __tablename__ = "round_progress"

    round_id: Mapped[RoundId] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    phase: Mapped[str]
    done: Mapped[int]
    total: Mapped[int]
    incumbent_cents: Mapped[int | None] = mapped_column(BigInteger)
    bound_cents: Mapped[int | None] = mapped_column(BigInteger)
    trace: Mapped[list[dict[str, Any]]]
    run: Mapped[int] = mapped_column(default=1)
    attempt: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]


class Allocation(Versioned, Base):
    """One line of a plan: so many bags of a lot for a demand or for a bid, at a price, to be answered.

    A bid has bound its maker already, so only the group is asked; its agreement accepts the bid.
    """

    SUBJECT: ClassVar = SubjectKind.ALLOCATION
    __tablename__ = "allocations"
    __table_args__ = (
        UniqueConstraint("round_id", "lot_id", "demand_id"),
        UniqueConstraint("round_id", "bid_id"),
        CheckConstraint("num_nonnulls(demand_id, bid_id) = 1", name="one_wish"),
        CheckConstraint("bags > 0", name="bags_positive"),
        Index("ix_allocations_producer_id_state", "producer_id", "state"),
        Index("ix_allocations_maker_id_state", "maker_id", "state"),
        Index("uq_allocations_offered_bid", "bid_id", unique=True, postgresql_where=text("state = 'offered'")),
    )

    id: Mapped[AllocationId] = mapped_column(primary_key=True)
    round_id: Mapped[RoundId] = mapped_column(ForeignKey("rounds.id"))
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("lots.id"), index=True)
    demand_id: Mapped[DemandId | None] = mapped_column(ForeignKey("demands.id"), index=True)
    bid_id: Mapped[BidId | None] = mapped_column(ForeignKey("bids.id"), index=True)
    producer_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"))
    maker_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"))
    state: Mapped[AllocationState] = mapped_column(choice(AllocationState), default=AllocationState.PROPOSED)
    bags: Mapped[int]
    bag_weight: Mapped[Mass] = mapped_column(MassColumn())
    price: Mapped[UnitPrice] = composite(
        UnitPrice,
        mapped_column("price_amount", Numeric(12, 2)),
        mapped_column("price_currency", choice(Currency)),
        mapped_column("price_incoterm", choice(Incoterm)),
        mapped_column("price_place"),
    )
    landed: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    fit: Mapped[Decimal] = mapped_column(Numeric(5, 4))
    value_cents: Mapped[int] = mapped_column(BigInteger)
    producer_answer: Mapped[Answer | None] = mapped_column(choice(Answer, "producer_answer"))
    maker_answer: Mapped[Answer | None] = mapped_column(choice(Answer, "maker_answer"))
    decline_reason: Mapped[str | None]
    answer_by: Mapped[datetime | None]

    round: Mapped[Round] = relationship(back_populates="allocations")
    lot: Mapped[Lot] = relationship()
    demand: Mapped[Demand | None] = relationship()
    bid: Mapped[Bid | None] = relationship()
    producer: Mapped[Organization] = relationship(foreign_keys=[producer_id])
    maker: Mapped[Organization] = relationship(foreign_keys=[maker_id])

    @property
    def volume(self) -> Mass:
        """The volume of the allocated bags."""
        return self.bag_weight * self.bags

    @property
    def stake(self) -> Stake:
        """Say whose this is: both sides'."""
        return Stake.of(self.producer_id, self.maker_id)

    @property
    def turns(self) -> list[Turn]:
        """Say who has not answered yet."""
        if not ALLOCATION_MACHINE.permits(self.state, AllocationPermit.ANSWER):
            return []
        sides = (self.producer_id, self.maker_id)
        both = turns_of_both(Task.ALLOCATION_ANSWER, self.lot.code, sides=sides, due_at=self.answer_by)
        answers = (self.producer_answer, self.maker_answer)
        asked = [turn for turn, answer in zip(both, answers, strict=True) if answer is None]
        return [replace(turn, counterparty_id=None) for turn in asked] if self.hides_maker else asked

    @property
    def hides_maker(self) -> bool:
        """Whether the group may not yet know who the maker is, because the bid it is for does not say."""
        return self.bid is not None and self.bid.hides_maker


class Miss(Base):
    """Why a demand or a lot of the round stayed (partly) unmatched: the first reason, and what would have won."""

    __tablename__ = "misses"
    __table_args__ = (UniqueConstraint("round_id", "subject_kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[RoundId] = mapped_column(ForeignKey("rounds.id"))
    subject_kind: Mapped[SubjectKind] = mapped_column(choice(SubjectKind))
    subject_id: Mapped[int]
    code: Mapped[str]
    facts: Mapped[dict[str, Any]]
    wins: Mapped[list[dict[str, Any]] | None]

    round: Mapped[Round] = relationship(back_populates="misses")
