"""Shipments, what each carries of which contract, its days, costs and papers."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from marketplace.domain.acts import Stake
from marketplace.domain.contracts.clauses import Side
from marketplace.domain.contracts.milestones import DOCUMENTS_TIME, end_of_day
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import CallOffId, CargoId, ContractId, FileId, OrganizationId, ShipmentId, UserId
from marketplace.domain.mass import Mass
from marketplace.domain.money import Currency, Money
from marketplace.domain.shipments.containers import Carriage
from marketplace.domain.shipments.days import Certainty, Days, Stage
from marketplace.domain.shipments.freight import CostKind, CostTerms
from marketplace.domain.shipments.life import ShipmentState, ShipmentTerms
from marketplace.domain.shipments.papers import PaperDue, PaperKind, PaperRule, PaperState
from marketplace.domain.shipments.waiting import CargoFacts, PaperStanding, cargo_turns
from marketplace.domain.turns import Task, Turn
from marketplace.models.base import Base, MassColumn, Versioned, choice
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.people.accounts import Organization, User
from marketplace.models.rows.record.files import StoredFile

STATED = tuple(ShipmentTerms.__dataclass_fields__)


class Shipment(Versioned, Base):
    """One container or parcel on its way; the days are the best that is known, their history is in `shipment_days`."""

    SUBJECT: ClassVar = SubjectKind.SHIPMENT
    __tablename__ = "shipments"
    __table_args__ = (
        CheckConstraint("load_on <= depart_on AND depart_on <= arrive_on", name="days_in_order"),
        CheckConstraint("capacity > 0", name="capacity_positive"),
        Index("ix_shipments_order", "id", postgresql_include=["state", "arrive_on"]),
    )

    id: Mapped[ShipmentId] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    organizer_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"), index=True)
    is_by_alliance: Mapped[bool]
    state: Mapped[ShipmentState] = mapped_column(choice(ShipmentState), default=ShipmentState.PLANNED)
    carriage: Mapped[Carriage] = mapped_column(choice(Carriage))
    collection_point: Mapped[str]
    destination: Mapped[str]
    port_from: Mapped[str | None]
    port_to: Mapped[str | None]
    carrier: Mapped[str | None]
    vessel: Mapped[str | None]
    voyage: Mapped[str | None]
    container_number: Mapped[str | None]
    seal: Mapped[str | None]
    bill_number: Mapped[str | None]
    capacity: Mapped[Mass | None] = mapped_column(MassColumn())
    load_on: Mapped[date]
    depart_on: Mapped[date]
    arrive_on: Mapped[date]
    last_step_on: Mapped[date | None]
    note: Mapped[str | None]
    planned_at: Mapped[datetime]

    organizer: Mapped[Organization] = relationship()
    cargo: Mapped[list["Cargo"]] = relationship(
        primaryjoin="and_(Cargo.shipment_id == Shipment.id, Cargo.dropped_at.is_(None))",
        order_by="Cargo.id",
        viewonly=True,
    )

    @property
    def terms(self) -> ShipmentTerms:
        """What is stated of it."""
        return ShipmentTerms(**{name: getattr(self, name) for name in STATED})

    @property
    def days(self) -> Days:
        """The best that is known of its days."""
        return Days(self.load_on, self.depart_on, self.arrive_on)

    @property
    def load(self) -> Mass:
        """What it carries in all."""
        return sum((each.volume for each in self.cargo), Mass(Decimal(0)))

    @property
    def makers(self) -> frozenset[OrganizationId]:
        """The makers whose cacao it carries."""
        return frozenset(each.contract.maker_id for each in self.cargo)

    @property
    def stake(self) -> Stake:
        """Say whose this is: whoever organizes it, and both sides of every contract aboard."""
        return Stake(frozenset({self.organizer_id}).union(*(each.contract.stake.owners for each in self.cargo)))

    @property
    def turns(self) -> list[Turn]:
        """Say whose turn it is: the organizer's, and with a single maker aboard the maker's once it is on its way."""
        own = None if self.is_by_alliance else self.organizer_id
        tasks = {
            ShipmentState.PLANNED: (Task.SHIPMENT_LOAD, own, self.load_on),
            ShipmentState.LOADING: (Task.SHIPMENT_SHIP, own, self.depart_on),
            ShipmentState.SHIPPED: (Task.SHIPMENT_SEND_DOCUMENTS, own, self.depart_on + DOCUMENTS_TIME),
            ShipmentState.DOCUMENTS_SENT: (Task.SHIPMENT_REPORT_ARRIVAL, self._receiver(), self.arrive_on),
        }
        found = [tasks[self.state]] if self.state in tasks else []
        return [Turn(side, task, self.code, end_of_day(due)) for task, side, due in found]

    def _receiver(self) -> OrganizationId | None:
        return next(iter(self.makers)) if len(self.makers) == 1 else None


class Cargo(Versioned, Base):
    """The bags of one contract, or of one call-off of a frame, on one shipment; dropped ones are no longer aboard."""

    SUBJECT: ClassVar = SubjectKind.CARGO
    __tablename__ = "cargoes"
    __table_args__ = (
        CheckConstraint("bags > 0", name="bags_positive"),
        CheckConstraint("volume > 0", name="volume_positive"),
        CheckConstraint("loaded_weight > 0 AND gross_weight >= loaded_weight", name="loaded_weights_sane"),
        CheckConstraint("arrived_weight >= 0 AND arrived_bags >= 0", name="arrived_not_negative"),
        Index(
            "uq_cargoes_aboard",  # the bags of one contract are never in two shipments
            "contract_id",
            "call_off_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where="dropped_at IS NULL",
        ),
        Index("ix_cargoes_shipment_id", "shipment_id"),
    )

    id: Mapped[CargoId] = mapped_column(primary_key=True)
    shipment_id: Mapped[ShipmentId] = mapped_column(ForeignKey("shipments.id"))
    contract_id: Mapped[ContractId] = mapped_column(ForeignKey("contracts.id"))
    call_off_id: Mapped[CallOffId | None] = mapped_column(ForeignKey("call_offs.id"), index=True)
    bags: Mapped[int]
    volume: Mapped[Mass] = mapped_column(MassColumn())
    loaded_weight: Mapped[Mass | None] = mapped_column(MassColumn())
    gross_weight: Mapped[Mass | None] = mapped_column(MassColumn())
    arrived_weight: Mapped[Mass | None] = mapped_column(MassColumn())
    arrived_bags: Mapped[int | None]
    arrived_moisture: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))
    arrival_note: Mapped[str | None]
    taken_over_on: Mapped[date | None]
    dropped_at: Mapped[datetime | None]

    shipment: Mapped[Shipment] = relationship()
    contract: Mapped[Contract] = relationship()
    papers: Mapped[list["ShippingPaper"]] = relationship(back_populates="cargo", order_by="ShippingPaper.id")

    @property
    def stake(self) -> Stake:
        """Say whose this is: both sides' of its contract."""
        return self.contract.stake

    @property
    def turns(self) -> list[Turn]:
        """Say who has to bring or to read papers, and to say what arrived; nobody once it was dropped."""
        if self.dropped_at is not None:
            return []
        facts = CargoFacts(
            code=self.contract.code,
            producer_id=self.contract.producer_id,
            maker_id=self.contract.maker_id,
            state=self.shipment.state,
            days=self.shipment.days,
            papers=tuple(PaperStanding(each.rule, each.state, each.uploaded_at) for each in self.papers),
            is_arrival_noted=self.arrived_weight is not None,
        )
        return cargo_turns(facts)


class ShippingPaper(Base):
    """One line of the checklist of papers: who brings it until when, what was brought, what the other side said."""

    __tablename__ = "shipping_papers"
    __table_args__ = (
        UniqueConstraint("cargo_id", "kind"),
        CheckConstraint(
            "state IN ('missing', 'not_needed') OR file_id IS NOT NULL OR number IS NOT NULL", name="never_empty"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cargo_id: Mapped[CargoId] = mapped_column(ForeignKey("cargoes.id"))
    kind: Mapped[PaperKind] = mapped_column(choice(PaperKind))
    side: Mapped[Side] = mapped_column(choice(Side))
    due: Mapped[PaperDue] = mapped_column(choice(PaperDue))
    state: Mapped[PaperState] = mapped_column(choice(PaperState), default=PaperState.MISSING)
    number: Mapped[str | None]
    issued_on: Mapped[date | None]
    file_id: Mapped[FileId | None] = mapped_column(ForeignKey("files.id"))
    uploaded_at: Mapped[datetime | None]
    uploaded_by_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    note: Mapped[str | None]
    decided_at: Mapped[datetime | None]

    cargo: Mapped[Cargo] = relationship(back_populates="papers")
    file: Mapped[StoredFile | None] = relationship()
    uploaded_by: Mapped[User | None] = relationship()

    @property
    def rule(self) -> PaperRule:
        """Which paper it is, who brings it, until when."""
        return PaperRule(self.kind, self.side, self.due)


class ShipmentDay(Base):
    """One day that was said of a shipment: of what, how sure, by whom, and why; never changed."""

    __tablename__ = "shipment_days"

    id: Mapped[int] = mapped_column(primary_key=True)
    shipment_id: Mapped[ShipmentId] = mapped_column(ForeignKey("shipments.id"), index=True)
    stage: Mapped[Stage] = mapped_column(choice(Stage))
    certainty: Mapped[Certainty] = mapped_column(choice(Certainty))
    day: Mapped[date]
    note: Mapped[str | None]
    user_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]

    user: Mapped[User | None] = relationship()


class ShipmentCost(Base):
    """One cost of a shipment, shared by weight among all that it carries."""

    __tablename__ = "shipment_costs"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shipment_id: Mapped[ShipmentId] = mapped_column(ForeignKey("shipments.id"), index=True)
    kind: Mapped[CostKind] = mapped_column(choice(CostKind))
    money: Mapped[Money] = composite(
        Money, mapped_column("amount", Numeric(14, 2)), mapped_column("currency", choice(Currency))
    )
    note: Mapped[str | None]
    user_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]

    @property
    def terms(self) -> CostTerms:
        """What it is for, and how much."""
        return CostTerms(self.kind, self.money, self.note)
