"""Frame contracts at work: each season's bags, and the quarters in which they are called off."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, SmallInteger, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.domain.acts import Stake
from marketplace.domain.contracts.claims import PENDING
from marketplace.domain.contracts.fixing import end_of
from marketplace.domain.contracts.frames import BagRange, CallOffState, Quarter, QuarterPlan, callable_bags
from marketplace.domain.contracts.goods import CalledFacts, missing_to_finish
from marketplace.domain.contracts.milestones import claims_until, end_of_day
from marketplace.domain.contracts.settlement import SettlementState
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import AmendmentId, CallOffId, ContractId, LotId
from marketplace.domain.mass import Mass
from marketplace.domain.money import Money
from marketplace.domain.turns import Task, Turn
from marketplace.models.base import Base, Versioned, choice, db
from marketplace.models.rows.contracts.amendments import Amendment
from marketplace.models.rows.contracts.contracts import Contract, ContractTermsVersion


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

    @property
    def terms(self) -> ContractTerms:
        """The terms of its bags: the contract's, or those that held until another season followed."""
        return ContractTerms.from_json(db.session.scalar(self._former_terms()) or self.contract.terms)

    def _former_terms(self) -> Select[tuple[dict[str, Any]]]:
        following = (
            select(Amendment.base_version)
            .join(FrameSeason, FrameSeason.amendment_id == Amendment.id)
            .where(FrameSeason.contract_id == self.contract_id, FrameSeason.number == self.number + 1)
        )
        return select(ContractTermsVersion.terms).where(
            ContractTermsVersion.contract_id == self.contract_id,
            ContractTermsVersion.number == following.scalar_subquery(),
        )


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
    arrived_on: Mapped[date | None]
    note: Mapped[str | None]
    released_bags: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None]

    season: Mapped[FrameSeason] = relationship(back_populates="call_offs")
    cargo: Mapped[list[Any]] = relationship(
        "Cargo", primaryjoin="and_(Cargo.call_off_id == CallOff.id, Cargo.dropped_at.is_(None))", viewonly=True
    )
    settlements: Mapped[list[Any]] = relationship("Settlement", viewonly=True)
    claims: Mapped[list[Any]] = relationship("Claim", viewonly=True)
    instalments: Mapped[list[Any]] = relationship("Instalment", viewonly=True)

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
    def name(self) -> str:
        """What people call it: the contract and the quarter."""
        return f"{self.season.contract.code} {self.quarter}"

    @property
    def terms(self) -> ContractTerms:
        """The terms under which its bags were called."""
        return self.season.terms

    @property
    def volume(self) -> Mass:
        """What was called."""
        return self.terms.bag_weight * (self.bags or 0)

    @property
    def total(self) -> Money:
        """What the called volume comes to."""
        return self.terms.price * self.volume

    @property
    def stake(self) -> Stake:
        """Say whose this is: both sides'."""
        return self.season.contract.stake

    @property
    def facts(self) -> CalledFacts | None:
        """What is known of its bags once they arrived."""
        if self.arrived_on is None:
            return None
        return CalledFacts(
            arrived_on=self.arrived_on,
            is_settled=any(each.state is SettlementState.SETTLED for each in self.settlements),
            open_claims=sum(each.state in PENDING for each in self.claims),
            is_paid=not any(each.is_standing or each.standing.held.amount for each in self.instalments),
        )

    @property
    def turns(self) -> list[Turn]:
        """Say whose turn it is: the maker calls, the group confirms and ships, the maker says what arrived."""
        contract = self.season.contract
        group, maker, about = contract.producer_id, contract.maker_id, contract.code
        if self.state is CallOffState.OPEN and self.may_be_called.most == 0:
            return []
        if self.state is CallOffState.OPEN:
            return [Turn(maker, Task.CALL_OFF_CALL, about, self.call_by, group)]
        if self.state is CallOffState.CALLED:
            return [Turn(group, Task.CALL_OFF_CONFIRM, about, self.confirm_by, maker)]
        if self.state is CallOffState.CONFIRMED and self.shipment_on and not contract.is_kept_unpaid(self.id):
            return [Turn(group, Task.CALL_OFF_SHIP, about, end_of(self.shipment_on), maker)]
        if self.state is CallOffState.SHIPPED and not self.cargo:
            return [Turn(maker, Task.CALL_OFF_REPORT_ARRIVAL, self.name, None, group)]
        return self._turns_on_land() if self.state is CallOffState.ARRIVED else []

    def _turns_on_land(self) -> list[Turn]:
        """Let the maker state the final weight, and close what lacks nothing."""
        contract, facts = self.season.contract, self.facts
        if facts is None:
            return []
        due_at = end_of_day(claims_until(facts.arrived_on, self.terms.claim_days))
        task = Task.CALL_OFF_FINISH if not missing_to_finish(facts) else None
        task = task if self.settlements else Task.CALL_OFF_STATE_WEIGHT
        return [Turn(contract.maker_id, task, self.name, due_at, contract.producer_id)] if task else []
