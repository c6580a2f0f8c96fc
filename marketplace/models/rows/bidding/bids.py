"""Bids on lots, and every version of their terms."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.acts import Stake
from marketplace.domain.bids.life import BID_MACHINE, BidKind, BidPermit, BidState, Ending, Seen
from marketplace.domain.bids.terms import BidTerms
from marketplace.domain.bids.worth import Worth
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import BidId, DemandId, LotId, OrganizationId, UserId
from marketplace.domain.mass import Mass
from marketplace.domain.plain import from_plain
from marketplace.domain.turns import Task, Turn
from marketplace.models.base import Base, MassColumn, Versioned, choice
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization

STANDING = "'agreed_in_part', 'open'"


class Bid(Versioned, Base):
    """A maker's and a group's talk about bags of one lot; the newest terms are `terms`, all are in `bid_versions`.

    Conditions name a group of bids of one maker by its first bid's code and are columns, so that partners are found.
    """

    SUBJECT: ClassVar = SubjectKind.BID
    __tablename__ = "bids"
    __table_args__ = (
        CheckConstraint("bags > 0", name="bags_positive"),
        CheckConstraint("producer_id <> maker_id", name="two_sides"),
        CheckConstraint("written_by_id IN (producer_id, maker_id)", name="written_by_a_side"),
        Index("ix_bids_lot_open", "lot_id", "fob", postgresql_where="state = 'open'"),
        Index("ix_bids_lot_maker", "lot_id", "maker_id"),
        *(
            index
            for side in ("maker", "producer")
            for index in (
                Index(
                    f"ix_bids_{side}_standing",
                    f"{side}_id",
                    "valid_until",
                    "id",
                    postgresql_include=["written_by_id"],
                    postgresql_where=f"state IN ({STANDING})",
                ),
                Index(f"ix_bids_{side}_over", f"{side}_id", "id", postgresql_where=f"state NOT IN ({STANDING})"),
            )
        ),
        Index("ix_bids_due", "valid_until", "id", postgresql_where="state IN ('open', 'agreed_in_part')"),
        Index("ix_bids_package", "only_together_with", postgresql_where="only_together_with IS NOT NULL"),
        Index("ix_bids_choice", "either_of", postgresql_where="either_of IS NOT NULL"),
        Index("ix_bids_cap", "counted_with", postgresql_where="counted_with IS NOT NULL"),
    )

    id: Mapped[BidId] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[BidKind] = mapped_column(choice(BidKind))
    state: Mapped[BidState] = mapped_column(choice(BidState), default=BidState.OPEN)
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("lots.id"))
    producer_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"))
    maker_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"))
    demand_id: Mapped[DemandId | None] = mapped_column(ForeignKey("demands.id"), index=True)
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    opened_by_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"))
    placed_at: Mapped[datetime]

    number: Mapped[int] = mapped_column(default=1)
    written_by_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"))
    terms: Mapped[dict[str, Any]]
    worth: Mapped[dict[str, Any]]
    digest: Mapped[str]
    bags: Mapped[int]
    bag_weight: Mapped[Mass] = mapped_column(MassColumn())
    fob: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    valid_until: Mapped[datetime]
    only_together_with: Mapped[str | None]
    either_of: Mapped[str | None]
    counted_with: Mapped[str | None]

    ending: Mapped[Ending | None] = mapped_column(choice(Ending))
    note: Mapped[str | None]
    closed_at: Mapped[datetime | None]

    lot: Mapped[Lot] = relationship()
    demand: Mapped[Demand | None] = relationship()
    producer: Mapped[Organization] = relationship(foreign_keys=[producer_id])
    maker: Mapped[Organization] = relationship(foreign_keys=[maker_id])
    contract: Mapped[Any] = relationship("Contract", viewonly=True, uselist=False)

    @property
    def volume(self) -> Mass:
        """The volume of the bags."""
        return self.bag_weight * self.bags

    @property
    def counted(self) -> Mass:
        """How much of it counts under a cap: what it is for, or what its contract comes to after a change of bags."""
        contract = self.contract if self.state is BidState.ACCEPTED else None
        return contract.volume if contract else self.volume

    @property
    def stake(self) -> Stake:
        """Say whose this is: both sides'."""
        return Stake.of(self.producer_id, self.maker_id)

    @property
    def newest(self) -> BidTerms:
        """The terms that stand."""
        return BidTerms.from_json(self.terms)

    @property
    def newest_worth(self) -> Worth:
        """What the terms that stand are worth, as it was frozen with them."""
        return from_plain(Worth, self.worth)

    @property
    def cap(self) -> Mass | None:
        """The most that it and all bids it is counted with may come to."""
        return self.newest.most_kg_in_all

    @property
    def standing(self) -> Seen:
        """Which version stands."""
        return Seen(self.number, self.digest)

    @property
    def hides_maker(self) -> bool:
        """Whether the group may not yet know who the maker is."""
        return self.is_anonymous and self.state is not BidState.ACCEPTED

    @property
    def turns(self) -> list[Turn]:
        """Say whose turn it is: the side's that did not write the newest version."""
        if not BID_MACHINE.permits(self.state, BidPermit.ANSWER):
            return []
        asks_maker = self.written_by_id == self.producer_id
        asked, other = (self.maker_id, self.producer_id) if asks_maker else (self.producer_id, self.maker_id)
        waiting = None if self.hides_maker and not asks_maker else other
        return [Turn(asked, Task.BID_ANSWER, self.code, self.valid_until, waiting)]


class BidVersion(Base):
    """One version of a bid's terms, kept for ever with what it was worth on its day."""

    __tablename__ = "bid_versions"
    __table_args__ = (UniqueConstraint("bid_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bid_id: Mapped[BidId] = mapped_column(ForeignKey("bids.id"))
    number: Mapped[int]
    by_organization_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"))
    by_user_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    terms: Mapped[dict[str, Any]]
    worth: Mapped[dict[str, Any]]
    digest: Mapped[str]
    at: Mapped[datetime]

    bid: Mapped[Bid] = relationship()
