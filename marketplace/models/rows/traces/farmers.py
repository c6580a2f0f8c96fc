"""The register of a group: farmers, and to what they consented."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.acts import Stake
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import ConsentId, FarmerId, FileId, OrganizationId, UserId
from marketplace.domain.plots.register import Sex
from marketplace.domain.privacy.consents import ConsentWay, Purpose
from marketplace.models.base import Base, Versioned, choice
from marketplace.models.rows.people.accounts import Organization


class Farmer(Versioned, Base):
    """One member of a group who grows cacao. Private.

    Of a farmer who was erased only what the books need stays, and until `kept_until` name and plots for customs.
    """

    SUBJECT: ClassVar = SubjectKind.FARMER
    __tablename__ = "farmers"
    __table_args__ = (
        UniqueConstraint("organization_id", "code"),
        CheckConstraint("household_size BETWEEN 1 AND 99", name="household_believable"),
        CheckConstraint("erased_at IS NULL OR (national_id IS NULL AND phone IS NULL)", name="erased_is_unknown"),
        Index(
            "uq_farmers_national_id",
            "organization_id",
            "national_id",
            unique=True,
            postgresql_where="national_id IS NOT NULL",
        ),
        Index("ix_farmers_name", "organization_id", text("lower(name)"), "id"),
    )

    id: Mapped[FarmerId] = mapped_column(primary_key=True)
    organization_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"))
    code: Mapped[str]
    name: Mapped[str]
    national_id: Mapped[str | None]
    phone: Mapped[str | None]
    sex: Mapped[Sex] = mapped_column(choice(Sex), default=Sex.UNSTATED)
    birth_year: Mapped[int | None] = mapped_column(SmallInteger)
    household_size: Mapped[int | None] = mapped_column(SmallInteger)
    community: Mapped[str | None]
    district: Mapped[str | None]
    is_leader: Mapped[bool] = mapped_column(default=False)
    joined_on: Mapped[date | None]
    left_on: Mapped[date | None]
    is_fictional: Mapped[bool] = mapped_column(default=False)
    erased_at: Mapped[datetime | None]
    kept_until: Mapped[date | None]
    created_at: Mapped[datetime]

    organization: Mapped[Organization] = relationship()

    @property
    def stake(self) -> Stake:
        """Say whose this is: the group's."""
        return Stake.of(self.organization_id)

    def __repr__(self) -> str:
        """Say which row it is, and nothing of the person."""
        return f"<Farmer {self.id}>"


class Consent(Base):
    """A farmer's yes or no to one purpose; never changed, the newest counts."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_newest", "farmer_id", "purpose", text("id DESC")),)

    id: Mapped[ConsentId] = mapped_column(primary_key=True)
    farmer_id: Mapped[FarmerId] = mapped_column(ForeignKey("farmers.id"))
    purpose: Mapped[Purpose] = mapped_column(choice(Purpose))
    is_given: Mapped[bool]
    way: Mapped[ConsentWay] = mapped_column(choice(ConsentWay))
    said_on: Mapped[date]
    file_id: Mapped[FileId | None] = mapped_column(ForeignKey("files.id"))
    user_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
