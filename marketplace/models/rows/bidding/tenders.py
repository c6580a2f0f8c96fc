"""Sealed-bid rounds on one lot, and the bids in them, which nobody but their makers reads before closing."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.acts import Stake
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import BidId, LotId, OrganizationId, TenderId, UserId
from marketplace.domain.mass import Mass
from marketplace.domain.plain import from_plain
from marketplace.domain.tenders.awards import Outcome, Sealed
from marketplace.domain.tenders.draws import Arrival
from marketplace.domain.tenders.life import TenderState
from marketplace.domain.tenders.terms import SealedTerms, TenderTerms
from marketplace.domain.turns import Task, Turn
from marketplace.models.base import Base, MassColumn, Versioned, choice
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization


class Tender(Versioned, Base):
    """A sealed-bid round: its published rules, the salt that nobody reads before closing, and what came of it.

    The bags put up are held by the ledger from opening on, so that nothing else sells them.
    """

    SUBJECT: ClassVar = SubjectKind.TENDER
    __tablename__ = "tenders"
    __table_args__ = (
        CheckConstraint("bags > 0", name="bags_positive"),
        CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),
        CheckConstraint("awarded_bags BETWEEN 0 AND bags", name="never_overawarded"),
        Index(
            "uq_tenders_standing",
            "lot_id",
            unique=True,
            postgresql_where="state IN ('open', 'closed', 'confirmed')",
        ),
        Index("ix_tenders_state_closes_at", "state", "closes_at"),
    )

    id: Mapped[TenderId] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("lots.id"), index=True)
    producer_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"), index=True)
    opened_by_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"))
    opened_at: Mapped[datetime]
    state: Mapped[TenderState] = mapped_column(choice(TenderState), default=TenderState.OPEN)
    bags: Mapped[int]
    bag_weight: Mapped[Mass] = mapped_column(MassColumn())
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    terms: Mapped[dict[str, Any]]
    salt: Mapped[str]
    commitment: Mapped[str]

    closed_at: Mapped[datetime | None]
    confirm_by: Mapped[datetime | None]
    confirmed_by_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    awarded_bags: Mapped[int | None]
    lowest_amount: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    bids_counted: Mapped[int | None]
    note: Mapped[str | None]

    lot: Mapped[Lot] = relationship()
    producer: Mapped[Organization] = relationship()
    sealed_bids: Mapped[list["SealedBid"]] = relationship(back_populates="tender", order_by="SealedBid.id")

    @property
    def rules(self) -> TenderTerms:
        """The published rules."""
        return from_plain(TenderTerms, self.terms)

    @property
    def stake(self) -> Stake:
        """Say whose this is: the group's."""
        return Stake.of(self.producer_id)

    @property
    def reader_ids(self) -> frozenset[OrganizationId]:
        """Say who reads of what happens to it: the group, and once no more bids are taken all who had one too."""
        bidders = {bid.maker_id for bid in self.sealed_bids} if self.state is not TenderState.OPEN else set()
        return frozenset({self.producer_id, *bidders})

    @property
    def turns(self) -> list[Turn]:
        """Say who must confirm the award."""
        if self.state is TenderState.CLOSED:
            return [Turn(self.producer_id, Task.TENDER_CONFIRM, self.code, self.confirm_by)]
        if self.state is TenderState.CONFIRMED:
            return [Turn(None, Task.TENDER_APPROVE, self.code, self.confirm_by, self.producer_id)]
        return []


class SealedBid(Base):
    """The one bid of a maker in a tender as it stands; a maker may revise it and take it back until closing.

    `placed_at` is when it got its present form, `fee_percent` the fee that its maker was shown then, whatever is told
    of that day later; `receipt` is what the draw hashes. No event speaks of it: its versions are its record. What the
    award made of it is written at closing, `bid_id` when its contract is drafted.
    """

    __tablename__ = "sealed_bids"
    __table_args__ = (
        UniqueConstraint("tender_id", "maker_id"),
        CheckConstraint("bags > 0", name="bags_positive"),
        CheckConstraint("least_bags BETWEEN 1 AND bags", name="least_within_bags"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("awarded_bags BETWEEN 0 AND bags", name="never_more_than_asked"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tender_id: Mapped[TenderId] = mapped_column(ForeignKey("tenders.id"))
    maker_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"), index=True)
    placed_by_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"))
    number: Mapped[int] = mapped_column(default=1)
    is_standing: Mapped[bool] = mapped_column(default=True)
    bags: Mapped[int]
    least_bags: Mapped[int]
    amount: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    destination: Mapped[str]
    placed_at: Mapped[datetime]
    fee_percent: Mapped[Decimal] = mapped_column(Numeric(12, 4))
    receipt: Mapped[str] = mapped_column(unique=True)

    rank: Mapped[int | None]
    outcome: Mapped[Outcome | None] = mapped_column(choice(Outcome))
    awarded_bags: Mapped[int | None]
    awarded_amount: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    bid_id: Mapped[BidId | None] = mapped_column(ForeignKey("bids.id"), unique=True)

    tender: Mapped[Tender] = relationship(back_populates="sealed_bids")
    maker: Mapped[Organization] = relationship()

    @property
    def terms(self) -> SealedTerms:
        """What the maker bids."""
        return SealedTerms(bags=self.bags, least_bags=self.least_bags, amount=self.amount, destination=self.destination)

    @property
    def sealed(self) -> Sealed:
        """The bid as the award sees it."""
        return Sealed(self.id, self.bags, self.least_bags, self.amount, Arrival(self.placed_at, self.receipt))


class SealedBidVersion(Base):
    """One thing a maker wrote in a tender, kept for ever; `terms` is None where the bid was taken back."""

    __tablename__ = "sealed_bid_versions"
    __table_args__ = (UniqueConstraint("sealed_bid_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sealed_bid_id: Mapped[int] = mapped_column(ForeignKey("sealed_bids.id"))
    number: Mapped[int]
    terms: Mapped[dict[str, Any] | None]
    by_user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
