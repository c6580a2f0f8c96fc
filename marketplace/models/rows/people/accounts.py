"""Organizations, the people in them, invitations, and the record of sign-in attempts."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.accounts import (
    Asking,
    OrganizationKind,
    ProducerKind,
    VerificationState,
    verification_turns,
)
from marketplace.domain.acts import NOBODYS, Stake
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import InvitationId, OrganizationId, UserId
from marketplace.domain.money import Currency, Money
from marketplace.domain.turns import Turn
from marketplace.domain.viewers import Level
from marketplace.models.base import Base, Versioned, choice


class Organization(Versioned, Base):
    """A producer group, a maker or an alliance."""

    SUBJECT: ClassVar = SubjectKind.ORGANIZATION
    __tablename__ = "organizations"
    __table_args__ = (
        CheckConstraint("members IS NULL OR members >= 0", name="members_not_negative"),
        CheckConstraint("women_members IS NULL OR women_members BETWEEN 0 AND members", name="women_among_members"),
        Index("ix_organizations_kind_state", "kind", "state"),
    )

    id: Mapped[OrganizationId] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[OrganizationKind] = mapped_column(choice(OrganizationKind))
    state: Mapped[VerificationState] = mapped_column(choice(VerificationState), default=VerificationState.UNVERIFIED)
    name: Mapped[str]
    is_fictional: Mapped[bool] = mapped_column(default=False)
    country: Mapped[str]
    street: Mapped[str | None]
    city: Mapped[str | None]
    region: Mapped[str | None]
    province: Mapped[str | None]
    district: Mapped[str | None]
    tax_number: Mapped[str | None]
    website: Mapped[str | None]
    producer_kind: Mapped[ProducerKind | None] = mapped_column(choice(ProducerKind))
    members: Mapped[int | None]
    women_members: Mapped[int | None]
    women_on_board: Mapped[int | None]
    is_women_led: Mapped[bool] = mapped_column(default=False)
    cacao_hectares: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    annual_tonnes: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    story_en: Mapped[str | None]
    story_es: Mapped[str | None]
    sample_fee_amount: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    sample_fee_currency: Mapped[Currency | None] = mapped_column(choice(Currency, "sample_fee_currency"))
    created_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]

    memberships: Mapped[list["Membership"]] = relationship(back_populates="organization")

    @property
    def stake(self) -> Stake:
        """Say whose this is: its own."""
        return Stake.of(self.id)

    @property
    def turns(self) -> list[Turn]:
        """Say who must look at it, or correct its page; `asked_at` is since when facilitators are asked to look."""
        return verification_turns(Asking(self.id, self.name, self.kind, self.asked_at or self.created_at), self.state)

    @property
    def sample_fee(self) -> Money | None:
        """What the group asks for an offer sample; None where it asks nothing."""
        if self.sample_fee_amount is None or self.sample_fee_currency is None:
            return None
        return Money(self.sample_fee_amount, self.sample_fee_currency)


class User(UserMixin, Base):
    """A person who signs in by e-mail."""

    SUBJECT: ClassVar = SubjectKind.USER
    __tablename__ = "users"
    __table_args__ = (Index("uq_users_email_lower", text("lower(email)"), unique=True),)

    id: Mapped[UserId] = mapped_column(primary_key=True)
    email: Mapped[str]
    name: Mapped[str]
    password_hash: Mapped[str]
    locale: Mapped[str] = mapped_column(default="es_PE")
    session_epoch: Mapped[int] = mapped_column(default=1)
    acting_for_id: Mapped[OrganizationId | None] = mapped_column(ForeignKey("organizations.id"))
    created_at: Mapped[datetime]

    memberships: Mapped[list["Membership"]] = relationship(back_populates="user")

    @property
    def version(self) -> int:
        """Count what is recorded of a person: each such change ends the sessions, so the epoch counts them."""
        return self.session_epoch

    @property
    def stake(self) -> Stake:
        """Say whose this is: no organization's."""
        return NOBODYS


class Membership(Base):
    """One person's place in one organization."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("user_id", "organization_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"))
    organization_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"), index=True)
    level: Mapped[Level] = mapped_column(choice(Level))
    created_at: Mapped[datetime]

    user: Mapped[User] = relationship(back_populates="memberships")
    organization: Mapped[Organization] = relationship(back_populates="memberships")


class Invitation(Base):
    """A mailed link that lets one person join one organization, once."""

    __tablename__ = "invitations"
    __table_args__ = (
        Index(
            "uq_invitations_open",
            "organization_id",
            text("lower(email)"),
            unique=True,
            postgresql_where="accepted_at IS NULL AND revoked_at IS NULL",
        ),
    )

    id: Mapped[InvitationId] = mapped_column(primary_key=True)
    organization_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"))
    email: Mapped[str]
    level: Mapped[Level] = mapped_column(choice(Level))
    locale: Mapped[str]
    invited_by_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    organization: Mapped[Organization] = relationship()


class SignInAttempt(Base):
    """One try to sign in, kept to slow down guessing."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index("ix_sign_in_attempts_bucket_at", "bucket", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bucket: Mapped[str]
    at: Mapped[datetime]
