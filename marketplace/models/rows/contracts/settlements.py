"""Contracts settled on their final weight."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.acts import Stake
from marketplace.domain.contracts.settlement import BEFORE_FACILITATORS, SettlementState
from marketplace.domain.contracts.settlement import Settlement as Terms
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import CallOffId, ContractId, OrganizationId, SettlementId, UserId
from marketplace.domain.mass import Mass
from marketplace.domain.turns import Task, Turn, turns_of_both
from marketplace.models.base import Base, MassColumn, Versioned, choice, db
from marketplace.models.rows.contracts.call_offs import CallOff
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.people.accounts import Organization


class Settlement(Versioned, Base):
    """The final weight of one contract, or of one call-off of a frame, as one side stated it, and what became of it.

    Once settled, `amount` is what is to be paid in all and `difference` what that adds to the contracted price.
    """

    SUBJECT: ClassVar = SubjectKind.SETTLEMENT
    __tablename__ = "settlements"
    __table_args__ = (
        UniqueConstraint("contract_id", "call_off_id", postgresql_nulls_not_distinct=True),
        CheckConstraint("final_weight >= 0", name="weight_not_negative"),
        CheckConstraint("(state = 'settled') = (amount IS NOT NULL)", name="amount_once_settled"),
        CheckConstraint("(amount IS NULL) = (difference IS NULL)", name="difference_with_amount"),
    )

    id: Mapped[SettlementId] = mapped_column(primary_key=True)
    contract_id: Mapped[ContractId] = mapped_column(ForeignKey("contracts.id"))
    call_off_id: Mapped[CallOffId | None] = mapped_column(ForeignKey("call_offs.id"), index=True)
    state: Mapped[SettlementState] = mapped_column(choice(SettlementState), default=SettlementState.STATED)
    final_weight: Mapped[Mass] = mapped_column(MassColumn())
    weighed_on: Mapped[date]
    surveyor_note: Mapped[str | None]
    stated_by_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"))
    stated_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    note: Mapped[str | None]
    amount: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    difference: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    settled_at: Mapped[datetime | None]
    decided_by_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))

    contract: Mapped[Contract] = relationship()
    call_off: Mapped[CallOff | None] = relationship()
    stated_by: Mapped[Organization] = relationship()

    @property
    def figures(self) -> Terms:
        """What the stated weight makes of the contract's price."""
        with db.session.no_autoflush:  # what changed is written with its event
            called = self.call_off
            terms = called.terms if called else ContractTerms.from_json(self.contract.terms)
            volume = called.volume if called else terms.volume
        return Terms(volume, self.final_weight, terms.price, terms.tolerance)

    @property
    def about(self) -> str:
        """What people call the goods: the contract's code, with the quarter of called bags."""
        with db.session.no_autoflush:  # what changed is written with its event
            return self.call_off.name if self.call_off else self.contract.code

    @property
    def stake(self) -> Stake:
        """Say whose this is: both sides'."""
        return self.contract.stake

    @property
    def turns(self) -> list[Turn]:
        """Say whose turn it is: the other side confirms, a facilitator decides what the two cannot settle alone."""
        contract = self.contract
        sides = (contract.producer_id, contract.maker_id)
        if self.state is SettlementState.STATED:
            both = turns_of_both(Task.SETTLEMENT_ANSWER, self.about, sides=sides, due_at=self.due_at)
            return [turn for turn in both if turn.counterparty_id == self.stated_by_id]
        if self.state is SettlementState.DISPUTED:
            return turns_of_both(Task.SETTLEMENT_RESTATE, self.about, sides=sides)
        if self.state in BEFORE_FACILITATORS:
            return [Turn(None, Task.SETTLEMENT_JUDGE, self.about, self.due_at)]
        return []
