"""Contracts between a producer group and a maker, and every version of their terms."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from marketplace.domain.acts import Stake
from marketplace.domain.contracts.life import ContractState
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import AllocationId, ContractId, DemandId, LotId, OrganizationId, UserId
from marketplace.domain.mass import Mass
from marketplace.domain.money import Currency, Money
from marketplace.domain.turns import Task, Turn, turns_of_both
from marketplace.models.accounts import Organization
from marketplace.models.base import Base, MassColumn, Versioned, choice
from marketplace.models.demands import Demand
from marketplace.models.lots import Lot
from marketplace.models.rounds import Allocation


class Contract(Versioned, Base):
    """What both sides agreed and a facilitator approves; the newest terms are `terms`, all are in `contract_terms`."""

    SUBJECT: ClassVar = SubjectKind.CONTRACT
    __tablename__ = "contracts"
    __table_args__ = (
        CheckConstraint("bags > 0", name="bags_positive"),
        CheckConstraint("producer_id <> maker_id", name="two_sides"),
        Index("ix_contracts_queue", "state", "review_by"),
    )

    id: Mapped[ContractId] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    allocation_id: Mapped[AllocationId] = mapped_column(ForeignKey("allocations.id"), unique=True)
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("lots.id"), index=True)
    demand_id: Mapped[DemandId] = mapped_column(ForeignKey("demands.id"), index=True)
    producer_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"), index=True)
    maker_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"), index=True)
    state: Mapped[ContractState] = mapped_column(choice(ContractState), default=ContractState.IN_REVIEW)
    bags: Mapped[int]
    bag_weight: Mapped[Mass] = mapped_column(MassColumn())
    total: Mapped[Money] = composite(
        Money, mapped_column("total_amount", Numeric(14, 2)), mapped_column("total_currency", choice(Currency))
    )
    terms: Mapped[dict[str, Any]]
    terms_version: Mapped[int] = mapped_column(default=1)
    drafted_at: Mapped[datetime]
    review_by: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    note: Mapped[str | None]
    revised_by_id: Mapped[OrganizationId | None] = mapped_column(ForeignKey("organizations.id"))

    allocation: Mapped[Allocation] = relationship()
    lot: Mapped[Lot] = relationship()
    demand: Mapped[Demand] = relationship()
    producer: Mapped[Organization] = relationship(foreign_keys=[producer_id])
    maker: Mapped[Organization] = relationship(foreign_keys=[maker_id])

    @property
    def volume(self) -> Mass:
        """The contracted volume."""
        return self.bag_weight * self.bags

    @property
    def stake(self) -> Stake:
        """Say whose this is: both sides'."""
        return Stake.of(self.producer_id, self.maker_id)

    @property
    def turns(self) -> list[Turn]:
        """Say whose turn it is in the contract's present state."""
        sides = (self.producer_id, self.maker_id)
        if self.state is ContractState.IN_REVIEW:
            return [Turn(None, Task.CONTRACT_JUDGE, self.code, self.review_by)]
        if self.state is ContractState.RETURNED:
            return turns_of_both(Task.CONTRACT_AMEND, self.code, sides=sides)
        if self.state is ContractState.REVISED:
            both = turns_of_both(Task.CONTRACT_CONFIRM, self.code, sides=sides)
            return [turn for turn in both if turn.organization_id != self.revised_by_id]
        return []


class ContractTermsVersion(Base):
    """One version of a contract's terms, kept for ever."""

    __tablename__ = "contract_terms"
    __table_args__ = (UniqueConstraint("contract_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[ContractId] = mapped_column(ForeignKey("contracts.id"))
    number: Mapped[int]
    terms: Mapped[dict[str, Any]]
    by_organization_id: Mapped[OrganizationId | None] = mapped_column(ForeignKey("organizations.id"))
    at: Mapped[datetime]
