"""Stray money: what came and fitted nothing of ours, and what facilitators want to become of it."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.acts import NOBODYS, Stake
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import InstalmentId, PlacementId, StrayId, UserId
from marketplace.domain.money import Currency, Money
from marketplace.domain.payments.strays import PlacementKind, PlacementState
from marketplace.domain.turns import Task, Turn
from marketplace.models.base import Base, Versioned, choice
from marketplace.models.rows.money.instalments import AMOUNT, NIL, Instalment


class Stray(Versioned, Base):
    """Money that came, once: the provider's numbers of it, how much, and how much of it somebody found a place for."""

    SUBJECT: ClassVar = SubjectKind.STRAY
    __tablename__ = "strays"
    __table_args__ = (
        CheckConstraint("amount > 0 AND claimed >= 0 AND claimed <= amount", name="never_overclaimed"),
        Index("ix_strays_free", "id", postgresql_where="claimed < amount"),
    )

    id: Mapped[StrayId] = mapped_column(primary_key=True)
    remote_id: Mapped[str] = mapped_column(unique=True)
    payment_remote_id: Mapped[str]
    reference: Mapped[str]
    currency: Mapped[Currency] = mapped_column(choice(Currency))
    amount: Mapped[Decimal] = mapped_column(AMOUNT)
    claimed: Mapped[Decimal] = mapped_column(AMOUNT, default=NIL)
    at: Mapped[datetime]

    placements: Mapped[list["Placement"]] = relationship(order_by="Placement.id", back_populates="stray")

    @property
    def money(self) -> Money:
        """What came."""
        return Money(self.amount, self.currency)

    @property
    def free(self) -> Money:
        """What of it nobody has asked a place for."""
        return Money(self.amount - self.claimed, self.currency)

    @property
    def stake(self) -> Stake:
        """Say whose this is: nobody's but the facilitators'."""
        return NOBODYS

    @property
    def turns(self) -> list[Turn]:
        """Say whose turn it is: a facilitator's, while some of it has no place."""
        return [Turn(None, Task.STRAY_PLACE, self.remote_id)] if self.free.amount else []


class Placement(Versioned, Base):
    """What is to become of stray money or a part of it, who wants it and why, and who agreed."""

    SUBJECT: ClassVar = SubjectKind.PLACEMENT
    __tablename__ = "placements"
    __table_args__ = (
        CheckConstraint("amount > 0", name="places_something"),
        CheckConstraint("(kind = 'match') = (instalment_id IS NOT NULL)", name="match_has_instalment"),
        CheckConstraint(
            "state IN ('asked', 'refused') OR (decided_by_id IS NOT NULL AND decided_by_id <> asked_by_id)",
            name="two_people",
        ),
        CheckConstraint("state NOT IN ('sent', 'done') OR remote_id IS NOT NULL", name="known_to_provider"),
        Index("ix_placements_to_send", "id", postgresql_where="state IN ('decided', 'sent')"),
    )

    id: Mapped[PlacementId] = mapped_column(primary_key=True)
    stray_id: Mapped[StrayId] = mapped_column(ForeignKey("strays.id"), index=True)
    kind: Mapped[PlacementKind] = mapped_column(choice(PlacementKind))
    state: Mapped[PlacementState] = mapped_column(choice(PlacementState), default=PlacementState.ASKED)
    currency: Mapped[Currency] = mapped_column(choice(Currency))
    amount: Mapped[Decimal] = mapped_column(AMOUNT)
    instalment_id: Mapped[InstalmentId | None] = mapped_column(ForeignKey("instalments.id"))
    note: Mapped[str]
    remote_id: Mapped[str | None] = mapped_column(unique=True)
    failure: Mapped[str | None]
    asked_by_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))

    stray: Mapped[Stray] = relationship(back_populates="placements")
    instalment: Mapped[Instalment | None] = relationship()

    @property
    def money(self) -> Money:
        """How much of it."""
        return Money(self.amount, self.currency)

    @property
    def reference(self) -> str:
        """The name by which the provider knows what is sent back, and the key under which it is asked once."""
        return f"placement-{self.id}"

    @property
    def stake(self) -> Stake:
        """Say whose this is: nobody's but the facilitators'."""
        return NOBODYS

    @property
    def turns(self) -> list[Turn]:
        """Say whose turn it is: another facilitator's, until it is decided."""
        about = self.instalment.contract.code if self.instalment else self.stray.remote_id
        return [Turn(None, Task.PLACEMENT_JUDGE, about)] if self.state is PlacementState.ASKED else []
