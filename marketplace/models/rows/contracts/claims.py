"""Claims of makers about what arrived, and what was answered."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from marketplace.domain.acts import Stake
from marketplace.domain.contracts.claims import ClaimKind, ClaimState, Remedy, RemedyKind
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import CallOffId, ClaimId, ContractId, UserId
from marketplace.domain.money import Money
from marketplace.domain.turns import Task, Turn, turns_of_both
from marketplace.models.base import Base, Versioned, choice, db
from marketplace.models.rows.contracts.call_offs import CallOff
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.people.accounts import User


class Claim(Versioned, Base):
    """One claim: what is wrong, what the maker asks for, what the group answered, and how it ended."""

    SUBJECT: ClassVar = SubjectKind.CLAIM
    __tablename__ = "claims"
    __table_args__ = (
        UniqueConstraint("contract_id", "number"),
        Index(
            "uq_claims_pending",
            "contract_id",
            "kind",
            "call_off_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where="state IN ('open', 'countered', 'contested')",
        ),
        Index("ix_claims_expiry", "answer_by", postgresql_where="state IN ('open', 'countered')"),
    )

    id: Mapped[ClaimId] = mapped_column(primary_key=True)
    contract_id: Mapped[ContractId] = mapped_column(ForeignKey("contracts.id"))
    call_off_id: Mapped[CallOffId | None] = mapped_column(ForeignKey("call_offs.id"), index=True)
    number: Mapped[int]
    kind: Mapped[ClaimKind] = mapped_column(choice(ClaimKind))
    state: Mapped[ClaimState] = mapped_column(choice(ClaimState), default=ClaimState.OPEN)
    words: Mapped[str]
    remedy: Mapped[Remedy] = composite(
        Remedy,
        mapped_column("remedy_kind", choice(RemedyKind, "remedy_kind")),
        mapped_column("remedy_value", Numeric(14, 2), nullable=True),
    )
    answer: Mapped[str | None]
    counter_kind: Mapped[RemedyKind | None] = mapped_column(choice(RemedyKind, "counter_kind"))
    counter_value: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    outcome: Mapped[str | None]
    outcome_kind: Mapped[RemedyKind | None] = mapped_column(choice(RemedyKind, "outcome_kind"))
    outcome_value: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    opened_by_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"))
    opened_at: Mapped[datetime]
    answer_by: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    contract: Mapped[Contract] = relationship()
    call_off: Mapped[CallOff | None] = relationship()
    opened_by: Mapped[User] = relationship()

    @property
    def total(self) -> Money:
        """The price of the goods that it is about: percents are of that."""
        with db.session.no_autoflush:
            return self.call_off.total if self.call_off else self.contract.total

    @property
    def about(self) -> str:
        """What people call the goods: the contract's code, with the quarter of called bags."""
        with db.session.no_autoflush:  # what changed is written with its event
            return self.call_off.name if self.call_off else self.contract.code

    @property
    def counter(self) -> Remedy | None:
        """The other remedy that the group would give, if any."""
        return Remedy(self.counter_kind, self.counter_value) if self.counter_kind else None

    @property
    def agreed(self) -> Remedy | None:
        """The remedy with which the claim ended, if it did with one."""
        return Remedy(self.outcome_kind, self.outcome_value) if self.outcome_kind else None

    @property
    def stake(self) -> Stake:
        """Say whose this is: both sides'."""
        return self.contract.stake

    @property
    def turns(self) -> list[Turn]:
        """Say whose turn it is: the group answers, the maker answers a counter, a facilitator mediates."""
        contract = self.contract
        if self.state is ClaimState.CONTESTED:
            return [Turn(None, Task.CLAIM_MEDIATE, self.about, self.answer_by)]
        tasks = {ClaimState.OPEN: Task.CLAIM_ANSWER, ClaimState.COUNTERED: Task.CLAIM_ANSWER_COUNTER}
        if self.state not in tasks:
            return []
        sides = (contract.producer_id, contract.maker_id)
        both = turns_of_both(tasks[self.state], self.about, sides=sides, due_at=self.answer_by)
        return both[:1] if self.state is ClaimState.OPEN else both[1:]
