"""Bank accounts of producer groups: what was stated, who confirmed it and how; none is ever changed."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.acts import Stake
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import BankAccountId, OrganizationId, UserId
from marketplace.domain.money import Currency
from marketplace.domain.payouts.accounts import CONFIRM_TIME, STANDING, AccountState, AccountTerms, last_digits
from marketplace.domain.payouts.rails import Rail
from marketplace.domain.turns import Task, Turn
from marketplace.models.base import Base, Versioned, choice
from marketplace.models.rows.people.accounts import Organization, User


class BankAccount(Versioned, Base):
    """One account as it was stated once; a group has at most one standing for each currency."""

    SUBJECT: ClassVar = SubjectKind.BANK_ACCOUNT
    __tablename__ = "bank_accounts"
    __table_args__ = (
        Index(
            "uq_bank_accounts_standing",
            "organization_id",
            "currency",
            unique=True,
            postgresql_where="state IN ('stated', 'confirmed')",
        ),
        CheckConstraint("cci ~ '^[0-9]{20}$' AND ruc ~ '^[0-9]{11}$'", name="numbered"),
        CheckConstraint(
            "state <> 'confirmed' OR (confirmed_by_id IS NOT NULL AND confirmed_by_id <> stated_by_id)",
            name="confirmed_by_another",
        ),
        Index("ix_bank_accounts_organization_id", "organization_id"),
    )

    id: Mapped[BankAccountId] = mapped_column(primary_key=True)
    organization_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"))
    rail: Mapped[Rail] = mapped_column(choice(Rail))
    state: Mapped[AccountState] = mapped_column(choice(AccountState), default=AccountState.STATED)
    bank: Mapped[str]
    holder: Mapped[str]
    ruc: Mapped[str]
    cci: Mapped[str]
    bic: Mapped[str | None]
    currency: Mapped[Currency] = mapped_column(choice(Currency))
    stated_by_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"))
    stated_at: Mapped[datetime]
    confirmed_by_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    confirmed_at: Mapped[datetime | None]
    note: Mapped[str | None]

    organization: Mapped[Organization] = relationship()
    stated_by: Mapped[User] = relationship(foreign_keys=[stated_by_id])
    confirmed_by: Mapped[User | None] = relationship(foreign_keys=[confirmed_by_id])

    @property
    def terms(self) -> AccountTerms:
        """Say what was stated."""
        return AccountTerms(self.bank, self.holder, self.ruc, self.cci, self.currency, self.bic, self.rail)

    @property
    def is_standing(self) -> bool:
        """Whether it is the group's word of today."""
        return self.state in STANDING

    @property
    def shown(self) -> str:
        """What everybody concerned may see of its number."""
        return last_digits(self.cci)

    @property
    def stake(self) -> Stake:
        """Say whose this is: the group's."""
        return Stake.of(self.organization_id)

    @property
    def turns(self) -> list[Turn]:
        """Say whose turn it is: a facilitator's to confirm, or the group's to state it anew."""
        name = self.organization.name
        if self.state is AccountState.STATED:
            due_at = self.stated_at + CONFIRM_TIME
            return [Turn(None, Task.BANK_ACCOUNT_CONFIRM, name, due_at, self.organization_id)]
        if self.state is AccountState.REFUSED:
            return [Turn(self.organization_id, Task.BANK_ACCOUNT_STATE, f"{self.bank} {self.shown}")]
        return []
