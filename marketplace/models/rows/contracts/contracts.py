"""Contracts between a producer group and a maker, and every version of their terms."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from marketplace.domain.acts import Stake
from marketplace.domain.contracts.approvals import unread_by
from marketplace.domain.contracts.clauses import BalanceBasis, Side
from marketplace.domain.contracts.closing import missing_to_close
from marketplace.domain.contracts.fixing import end_of
from marketplace.domain.contracts.life import BEFORE_FACILITATORS, SIGNING_TIME, ContractState
from marketplace.domain.contracts.milestones import Milestone, end_of_day, next_due
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import (
    AllocationId,
    BidId,
    CallOffId,
    ContractId,
    DemandId,
    LotId,
    OrganizationId,
    ShipmentId,
    UserId,
)
from marketplace.domain.mass import Mass
from marketplace.domain.money import Currency, Money
from marketplace.domain.payments.leaving import unpaid_before_leaving
from marketplace.domain.prices import PriceKind
from marketplace.domain.turns import Task, Turn, turns_of_both
from marketplace.models.base import Base, MassColumn, Versioned, choice
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.contracts.standing import closing_facts_of, waits_for_deposit
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.rounds.rounds import Allocation


class Contract(Versioned, Base):
    """What both sides agreed and a facilitator approves; the newest terms are `terms`, all are in `contract_terms`."""

    SUBJECT: ClassVar = SubjectKind.CONTRACT
    __tablename__ = "contracts"
    __table_args__ = (
        CheckConstraint("bags > 0", name="bags_positive"),
        CheckConstraint("producer_id <> maker_id", name="two_sides"),
        CheckConstraint("num_nonnulls(allocation_id, bid_id) = 1", name="one_source"),
        Index("ix_contracts_queue", "state", "review_by"),
        Index(
            "ix_contracts_order",
            text("contract_urgency(state)"),
            text("contract_due(state, review_by, sign_by)"),
            "id",
        ),
        Index(
            "ix_contracts_approved",
            "decided_at",
            postgresql_include=["producer_id", "maker_id", "total_amount"],
            postgresql_where="state = 'approved'",
        ),
    )

    id: Mapped[ContractId] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    allocation_id: Mapped[AllocationId | None] = mapped_column(ForeignKey("allocations.id"), unique=True)
    bid_id: Mapped[BidId | None] = mapped_column(ForeignKey("bids.id"), unique=True)
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("lots.id"), index=True)
    demand_id: Mapped[DemandId | None] = mapped_column(ForeignKey("demands.id"), index=True)
    producer_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"), index=True)
    maker_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"), index=True)
    state: Mapped[ContractState] = mapped_column(choice(ContractState), default=ContractState.SIGNING)
    bags: Mapped[int]
    bag_weight: Mapped[Mass] = mapped_column(MassColumn())
    total: Mapped[Money] = composite(
        Money, mapped_column("total_amount", Numeric(14, 2)), mapped_column("total_currency", choice(Currency))
    )
    terms: Mapped[dict[str, Any]]
    terms_version: Mapped[int] = mapped_column(default=1)
    drafted_at: Mapped[datetime]
    sign_by: Mapped[datetime | None]
    producer_signed_at: Mapped[datetime | None]
    maker_signed_at: Mapped[datetime | None]
    review_by: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    note: Mapped[str | None]
    revised_by_id: Mapped[OrganizationId | None] = mapped_column(ForeignKey("organizations.id"))
    milestone: Mapped[Milestone | None] = mapped_column(choice(Milestone))
    milestone_on: Mapped[date | None]
    shipment_id: Mapped[ShipmentId | None] = mapped_column(ForeignKey("shipments.id"), index=True)
    end_asked_by_id: Mapped[OrganizationId | None] = mapped_column(ForeignKey("organizations.id"))
    end_reason: Mapped[str | None]
    unpaid_note: Mapped[str | None]
    level_missed_at: Mapped[datetime | None]
    condition: Mapped[str | None]
    producer_noted_at: Mapped[datetime | None]
    maker_noted_at: Mapped[datetime | None]

    allocation: Mapped[Allocation | None] = relationship()
    bid: Mapped[Bid | None] = relationship()
    lot: Mapped[Lot] = relationship()
    demand: Mapped[Demand | None] = relationship()
    producer: Mapped[Organization] = relationship(foreign_keys=[producer_id])
    maker: Mapped[Organization] = relationship(foreign_keys=[maker_id])
    instalments: Mapped[list[Any]] = relationship("Instalment", viewonly=True)
    settlements: Mapped[list[Any]] = relationship("Settlement", viewonly=True)
    claims: Mapped[list[Any]] = relationship("Claim", viewonly=True)
    balances: Mapped[list[Any]] = relationship("ContractBalance", viewonly=True)
    payout_parts: Mapped[list[Any]] = relationship("PayoutPart", viewonly=True)

    @property
    def source(self) -> Allocation | Bid:
        """What was agreed, and holds the bags: an allocation of a round, or a bid."""
        found = self.allocation or self.bid
        assert found is not None  # noqa: S101 - the database keeps exactly one of them
        return found

    @property
    def volume(self) -> Mass:
        """The contracted volume."""
        return self.bag_weight * self.bags

    @property
    def stake(self) -> Stake:
        """Say whose this is: both sides'."""
        return Stake.of(self.producer_id, self.maker_id)

    @property
    def due_at(self) -> datetime | None:
        """Until when the next step should be taken, while it is being agreed or judged."""
        return self.review_by if self.state in BEFORE_FACILITATORS else self.sign_by

    def has_signed(self, organization_id: OrganizationId | None) -> bool:
        """Say whether a side has signed the present terms."""
        signed = {self.producer_id: self.producer_signed_at, self.maker_id: self.maker_signed_at}
        return organization_id is not None and signed.get(organization_id) is not None

    @property
    def unread_by(self) -> tuple[OrganizationId, ...]:
        """Name the sides that have still to take note of a facilitator's condition."""
        return unread_by(self.condition, {self.producer_id: self.producer_noted_at, self.maker_id: self.maker_noted_at})

    @property
    def turns(self) -> list[Turn]:
        """Say whose turn it is in the contract's present state."""
        if self.state is ContractState.IN_REVIEW:
            return [Turn(None, Task.CONTRACT_JUDGE, self.code, self.review_by)]
        if self.state is ContractState.SECOND_REVIEW:
            return [Turn(None, Task.CONTRACT_JUDGE_SECOND, self.code, self.review_by)]
        if self.state is ContractState.SIGNING:
            return [each for each in self._both(Task.CONTRACT_SIGN) if not self.has_signed(each.organization_id)]
        if self.state is ContractState.RETURNED:
            return self._both(Task.CONTRACT_AMEND)
        if self.state is ContractState.REVISED:
            return [each for each in self._both(Task.CONTRACT_CONFIRM) if each.organization_id != self.revised_by_id]
        return self._turns_on_the_way() if self.state is ContractState.APPROVED else []

    @property
    def waits_for_deposit(self) -> bool:
        """Whether it cannot be made ready because its deposit has not come, and nobody let it go on."""
        return self.milestone is Milestone.PREPARING and waits_for_deposit(self)

    def is_kept_unpaid(self, call_off_id: CallOffId | None = None) -> bool:
        """Say whether the cacao, or called bags, must be paid before they leave and are not yet."""
        basis = BalanceBasis(self.terms["balance_basis"])
        if basis is not BalanceBasis.BEFORE_SHIPMENT:
            return False
        own = (each.standing for each in self.instalments if each.call_off_id == call_off_id)
        return unpaid_before_leaving(basis, own) is not None

    def _both(self, task: Task) -> list[Turn]:
        return turns_of_both(task, self.code, sides=(self.producer_id, self.maker_id), due_at=self.sign_by)

    def _turns_on_the_way(self) -> list[Turn]:
        """Say who must report the next milestone, answer a wish to end the contract, and take note of a condition."""
        found = []
        if self.end_asked_by_id is not None:
            asked = [
                each for each in self._both(Task.CONTRACT_ANSWER_END) if each.counterparty_id == self.end_asked_by_id
            ]
            found = [replace(each, due_at=None) for each in asked]
        found += [
            replace(each, due_at=self.decided_at and self.decided_at + SIGNING_TIME)
            for each in self._both(Task.CONTRACT_ACKNOWLEDGE)
            if each.organization_id in self.unread_by
        ]
        is_carried = self.shipment_id is not None and self.milestone in CARRIED
        is_carried = is_carried or (self.milestone is Milestone.READY_TO_SHIP and self.is_kept_unpaid())
        is_kept = is_carried or self.waits_for_deposit
        if self.milestone in NEXT_TASK and not self.terms.get("frame") and not is_kept:  # frames ship by call-offs
            task, side = NEXT_TASK[self.milestone]
            if task is Task.CONTRACT_CLOSE and missing_to_close(closing_facts_of(self)):
                task = Task.CONTRACT_STATE_WEIGHT
            if task is Task.CONTRACT_STATE_WEIGHT and self.settlements:
                return [*found, *self._fixing_turns()]
            own, other = (self.maker_id, self.producer_id) if side is Side.MAKER else (self.producer_id, self.maker_id)
            found.append(Turn(own, task, self.code, self._milestone_due(), other))
        return [*found, *self._fixing_turns()]

    def _fixing_turns(self) -> list[Turn]:
        """Say who must fix a price that follows a terminal, and until when; later, who must bring the missing level."""
        side, by = self.terms["fixation_side"], self.terms["fixation_by"]
        if self.terms["price_kind"] != PriceKind.DIFFERENTIAL or self.terms.get("fixing") or not (side and by):
            return []
        if self.level_missed_at is not None:
            return [Turn(None, Task.CONTRACT_BRING_LEVEL, self.code)]
        own, other = (self.maker_id, self.producer_id) if side == Side.MAKER else (self.producer_id, self.maker_id)
        return [Turn(own, Task.CONTRACT_FIX_PRICE, self.code, end_of(date.fromisoformat(by)), other)]

    def _milestone_due(self) -> datetime | None:
        if self.milestone is None:
            return None
        window = (date.fromisoformat(self.terms["shipment_start"]), date.fromisoformat(self.terms["shipment_end"]))
        due = next_due(self.milestone, window=window, last_day=self.milestone_on, claim_days=self.terms["claim_days"])
        return end_of_day(due) if due else None


NEXT_TASK: dict[Milestone | None, tuple[Task, Side]] = {
    Milestone.PREPARING: (Task.CONTRACT_MAKE_READY, Side.PRODUCER),
    Milestone.READY_TO_SHIP: (Task.CONTRACT_SHIP, Side.PRODUCER),
    Milestone.SHIPPED: (Task.CONTRACT_SEND_DOCUMENTS, Side.PRODUCER),
    Milestone.DOCUMENTS_SENT: (Task.CONTRACT_REPORT_ARRIVAL, Side.MAKER),
    Milestone.ARRIVED: (Task.CONTRACT_CLOSE, Side.MAKER),
}
"""Which milestone comes next, and which side reports it."""
CARRIED = frozenset({Milestone.READY_TO_SHIP, Milestone.SHIPPED, Milestone.DOCUMENTS_SENT})
"""From here on the shipment that carries it says whose turn it is."""


class ContractTermsVersion(Base):
    """One version of a contract's terms, kept for ever, with the hash of the document that is signed."""

    __tablename__ = "contract_terms"
    __table_args__ = (UniqueConstraint("contract_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[ContractId] = mapped_column(ForeignKey("contracts.id"))
    number: Mapped[int]
    terms: Mapped[dict[str, Any]]
    by_organization_id: Mapped[OrganizationId | None] = mapped_column(ForeignKey("organizations.id"))
    at: Mapped[datetime]
    document_hash: Mapped[str] = mapped_column(String(64), unique=True)
