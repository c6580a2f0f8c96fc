"""Frame contracts at work: each season's bags, and the quarters in which they are called off."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.acts import Stake
from marketplace.domain.contracts.fixing import end_of
from marketplace.domain.contracts.frames import BagRange, CallOffState, Quarter, QuarterPlan, callable_bags
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import AmendmentId, CallOffId, ContractId, LotId
from marketplace.domain.turns import Task, Turn
from marketplace.models.base import Base, Versioned, choice
from marketplace.models.rows.contracts.contracts import Contract


class FrameSeason(Base):
    """One season of a frame: so many bags of one lot, held at once; a trigger counts what was called and given back."""

    __tablename__ = "frame_seasons"
    __table_args__ = (
        UniqueConstraint("contract_id", "number"),
        CheckConstraint("called_bags >= 0 AND released_bags >= 0", name="counts_not_negative"),
        CheckConstraint("called_bags + released_bags <= bags", name="never_overcalled"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[ContractId] = mapped_column(ForeignKey("contracts.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("lots.id"), index=True)
    amendment_id: Mapped[AmendmentId | None] = mapped_column(ForeignKey("amendments.id"))
    bags: Mapped[int]
    called_bags: Mapped[int] = mapped_column(default=0, server_default="0")
    released_bags: Mapped[int] = mapped_column(default=0, server_default="0")

    contract: Mapped[Contract] = relationship()
    call_offs: Mapped[list["CallOff"]] = relationship(back_populates="season", order_by="CallOff.id")

    @property
    def left(self) -> int:
        """Count the bags that were neither called nor given back."""
        return self.bags - self.called_bags - self.released_bags


class CallOff(Versioned, Base):
    """One quarter of a season: how many bags may be called until when, how many were, and when they ship."""

    SUBJECT: ClassVar = SubjectKind.CALL_OFF
    __tablename__ = "call_offs"
    __table_args__ = (
        UniqueConstraint("season_id", "year", "quarter_number"),
        CheckConstraint("bags > 0", name="bags_positive"),
        CheckConstraint("released_bags >= 0", name="released_not_negative"),
        Index("ix_call_offs_closing", "call_by", postgresql_where="closed_at IS NULL"),
    )

    id: Mapped[CallOffId] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("frame_seasons.id"))
    year: Mapped[int] = mapped_column(SmallInteger)
    quarter_number: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[CallOffState] = mapped_column(choice(CallOffState), default=CallOffState.PLANNED)
    least: Mapped[int]
    most: Mapped[int]
    carried: Mapped[int] = mapped_column(default=0)
    call_by: Mapped[datetime]
    bags: Mapped[int | None]
    confirm_by: Mapped[datetime | None]
    shipment_on: Mapped[date | None]
    shipped_on: Mapped[date | None]
    note: Mapped[str | None]
    released_bags: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None]

    season: Mapped[FrameSeason] = relationship(back_populates="call_offs")

    @property
    def quarter(self) -> Quarter:
        """The quarter that this is."""
        return Quarter(self.year, self.quarter_number)

    @property
    def may_be_called(self) -> BagRange:
        """How many bags may be called now."""
        plan = QuarterPlan(self.quarter, self.least, self.most)
        return callable_bags(plan, self.carried, left=self.season.left)

    @property
    def stake(self) -> Stake:
        """Say whose this is: both sides'."""
        return self.season.contract.stake

    @property
    def turns(self) -> list[Turn]:
        """Say whose turn it is: the maker calls, the group confirms and ships."""
        contract = self.season.contract
        group, maker, about = contract.producer_id, contract.maker_id, contract.code
        if self.state is CallOffState.OPEN:
            return [Turn(maker, Task.CALL_OFF_CALL, about, self.call_by, group)]
        if self.state is CallOffState.CALLED:
            return [Turn(group, Task.CALL_OFF_CONFIRM, about, self.confirm_by, maker)]
        if self.state is CallOffState.CONFIRMED and self.shipment_on and not contract.is_kept_unpaid(self.id):
            return [Turn(group, Task.CALL_OFF_SHIP, about, end_of(self.shipment_on), maker)]
        return []
