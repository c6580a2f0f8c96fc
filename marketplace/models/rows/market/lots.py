"""Cacao on offer: lots, their photographs, and the append-only ledger of reserved bags."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, Numeric, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, composite, mapped_column, query_expression, relationship

from marketplace.domain.acts import Stake
from marketplace.domain.evaluations import TastedProduct
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import AllocationId, AmendmentId, BidId, CallOffId, LotId, OrganizationId, TenderId, UserId
from marketplace.domain.lots import EudrStatus, LotState, ReservationKind, Visibility
from marketplace.domain.mass import NO_MASS, Mass
from marketplace.domain.money import Currency, Incoterm, UnitPrice
from marketplace.domain.physical import Grade
from marketplace.domain.prices import PriceKind, Terminal
from marketplace.domain.turns import Task, Turn
from marketplace.models.base import Base, MassColumn, Versioned, choice
from marketplace.models.rows.people.accounts import Organization

FILTERED_BY = [
    "sales_until",
    "available_from",
    "region",
    "certificates",
    "price_amount",
    "global_quality",
    "cadmium",
    "moisture",
    "eudr_status",
    "organization_id",
]


class Lot(Versioned, Base):
    """Cacao on offer by one producer group, in whole bags of one weight."""

    SUBJECT: ClassVar = SubjectKind.LOT
    __tablename__ = "lots"
    __table_args__ = (
        CheckConstraint("bags > 0", name="bags_positive"),
        CheckConstraint("bag_weight > 0", name="bag_weight_positive"),
        CheckConstraint("minimum_bags BETWEEN 1 AND bags", name="minimum_within_lot"),
        CheckConstraint("reserved_bags BETWEEN 0 AND bags", name="never_oversold"),
        CheckConstraint("filled BETWEEN 0 AND bags * bag_weight", name="never_overfilled"),
        CheckConstraint("harvest_end >= harvest_start", name="harvest_in_order"),
        CheckConstraint("price_amount > 0", name="price_positive"),
        Index(
            "ix_lots_browse",
            text("published_at DESC"),
            text("id DESC"),
            postgresql_include=["sales_until"],
            postgresql_where="is_listed",
        ),
        Index(
            "ix_lots_filter",  # answers most filters without a look at the rows themselves
            text("published_at DESC"),
            text("id DESC"),
            postgresql_include=FILTERED_BY,
            postgresql_where="is_listed",
        ),
        Index(
            "ix_lots_shown",  # also those that are over
            text("published_at DESC"),
            text("id DESC"),
            postgresql_include=["is_listed", "sales_until"],
            postgresql_where="visibility = 'public' AND state IN ('published', 'closed')",
        ),
        Index("ix_lots_listed_price", "price_amount", "id", postgresql_where="is_listed"),
        Index("ix_lots_listed_quality", "global_quality", "id", postgresql_where="is_listed"),
        Index("ix_lots_listed_cadmium", "cadmium", "id", postgresql_where="is_listed"),
        Index("ix_lots_listed_region", "region", text("published_at DESC"), postgresql_where="is_listed"),
        Index("ix_lots_own", "organization_id", text("changed_at DESC"), text("id DESC")),
        Index("ix_lots_in_review", "changed_at", "id", postgresql_where="state = 'in_review'"),
        Index("ix_lots_certificates", "certificates", postgresql_using="gin"),
        Index("ix_lots_varieties", "varieties", postgresql_using="gin"),
        Index("ix_lots_search", "search", postgresql_using="gin"),
        Index(
            "ix_lots_search_text", "search_text", postgresql_using="gin", postgresql_ops={"search_text": "gin_trgm_ops"}
        ),
    )

    id: Mapped[LotId] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    organization_id: Mapped[OrganizationId] = mapped_column(ForeignKey("organizations.id"))
    copied_from_id: Mapped[LotId | None] = mapped_column(ForeignKey("lots.id"))
    state: Mapped[LotState] = mapped_column(choice(LotState), default=LotState.DRAFT)
    visibility: Mapped[Visibility] = mapped_column(choice(Visibility), default=Visibility.PUBLIC)
    review_note: Mapped[str | None]
    is_fictional: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    crop_year: Mapped[int] = mapped_column(SmallInteger)
    harvest_start: Mapped[date]
    harvest_end: Mapped[date]
    region: Mapped[str]
    province: Mapped[str]
    district: Mapped[str]
    altitude_min: Mapped[int | None] = mapped_column(SmallInteger)
    altitude_max: Mapped[int | None] = mapped_column(SmallInteger)
    producer_name: Mapped[str | None]
    producer_kind: Mapped[str | None]
    varieties: Mapped[dict[str, Any]]
    fermentation_method: Mapped[str | None]
    fermentation_days: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))
    fermentation_turns: Mapped[int | None] = mapped_column(SmallInteger)
    drying_method: Mapped[str | None]
    drying_days: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))
    is_wet_purchase: Mapped[bool | None]
    protocol_note: Mapped[str | None]
    notes_en: Mapped[str | None]
    notes_es: Mapped[str | None]

    bags: Mapped[int]
    bag_weight: Mapped[Mass] = mapped_column(MassColumn())
    minimum_bags: Mapped[int]
    reserved_bags: Mapped[int] = mapped_column(default=0, server_default="0")
    filled: Mapped[Mass] = mapped_column(MassColumn(), default=NO_MASS, server_default="0")  # by the flows' trigger
    available_from: Mapped[date]
    sales_until: Mapped[date | None]
    shipment_start: Mapped[date | None]
    shipment_end: Mapped[date | None]

    price: Mapped[UnitPrice] = composite(
        UnitPrice,
        mapped_column("price_amount", Numeric(12, 2)),
        mapped_column("price_currency", choice(Currency)),
        mapped_column("price_incoterm", choice(Incoterm)),
        mapped_column("price_place"),
    )
    price_kind: Mapped[PriceKind] = mapped_column(choice(PriceKind), default=PriceKind.FIXED)
    differential: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    terminal: Mapped[Terminal | None] = mapped_column(choice(Terminal))
    terminal_month: Mapped[str | None]
    farm_gate_pen_kg: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    price_stack: Mapped[dict[str, Any] | None]

    is_stack_public: Mapped[bool] = mapped_column(default=False, server_default="false")

    certificates: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    eudr_status: Mapped[EudrStatus] = mapped_column(choice(EudrStatus), default=EudrStatus.NOT_READY)
    sells_at_list: Mapped[bool] = mapped_column(default=False, server_default="false")

    # The newest results, copied here by whoever records an evaluation, so that a list needs one query.
    global_quality: Mapped[Decimal | None] = mapped_column(Numeric(4, 2))
    profile: Mapped[dict[str, Any] | None]
    tasted_product: Mapped[TastedProduct | None] = mapped_column(choice(TastedProduct))
    off_total: Mapped[Decimal | None] = mapped_column(Numeric(4, 2))
    moisture: Mapped[Decimal | None] = mapped_column(Numeric(4, 2))
    fermentation_index: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    grade: Mapped[Grade | None] = mapped_column(choice(Grade))
    cadmium: Mapped[Decimal | None] = mapped_column(Numeric(8, 4))

    search_text: Mapped[str] = mapped_column(default="")
    search: Mapped[str] = mapped_column(
        TSVECTOR,
        Computed("to_tsvector('es_unaccent', search_text) || to_tsvector('en_unaccent', search_text)", persisted=True),
        deferred=True,
    )
    is_listed: Mapped[bool] = mapped_column(
        Computed("state = 'published' AND visibility = 'public' AND reserved_bags < bags", persisted=True)
    )

    has_passport: Mapped[bool | None] = query_expression()  # for queries that ask for it
    organization: Mapped[Organization] = relationship()
    photos: Mapped[list["LotPhoto"]] = relationship(back_populates="lot", order_by="LotPhoto.position")

    @property
    def stake(self) -> Stake:
        """Say whose this is: the selling group's."""
        return Stake.of(self.organization_id)

    @property
    def turns(self) -> list[Turn]:
        """Say who must judge the lot, decide about one that is held, or mend it."""
        if self.state is LotState.IN_REVIEW:
            return [Turn(None, Task.LOT_JUDGE, self.code, counterparty_id=self.organization_id)]
        if self.state is LotState.HELD:
            return [Turn(None, Task.LOT_RELEASE, self.code, counterparty_id=self.organization_id)]
        is_returned = self.state is LotState.DRAFT and self.review_note is not None
        return [Turn(self.organization_id, Task.LOT_MEND, self.code)] if is_returned else []

    @property
    def remaining_bags(self) -> int:
        """Count the bags that nobody has reserved."""
        return self.bags - self.reserved_bags

    @property
    def remaining(self) -> Mass:
        """The volume that nobody has reserved."""
        return self.bag_weight * self.remaining_bags

    @property
    def volume(self) -> Mass:
        """The volume of the whole lot."""
        return self.bag_weight * self.bags


class Reservation(Base):
    """One line of the ledger: bags taken (positive) or given back (negative). Never changed, never deleted.

    A trigger adds each line to `lots.reserved_bags`, whose CHECK makes overselling impossible.
    """

    __tablename__ = "reservations"
    __table_args__ = (
        CheckConstraint("bags <> 0", name="bags_not_zero"),
        CheckConstraint(
            "num_nonnulls(allocation_id, bid_id, amendment_id, call_off_id, tender_id) = 1", name="one_source"
        ),
        UniqueConstraint("allocation_id", "kind"),
        UniqueConstraint("bid_id", "kind"),
        UniqueConstraint("amendment_id", "kind"),
        UniqueConstraint("call_off_id", "kind"),
        UniqueConstraint("tender_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("lots.id"), index=True)
    allocation_id: Mapped[AllocationId | None] = mapped_column(ForeignKey("allocations.id"))
    bid_id: Mapped[BidId | None] = mapped_column(ForeignKey("bids.id"))
    amendment_id: Mapped[AmendmentId | None] = mapped_column(ForeignKey("amendments.id"))
    call_off_id: Mapped[CallOffId | None] = mapped_column(ForeignKey("call_offs.id"))
    tender_id: Mapped[TenderId | None] = mapped_column(ForeignKey("tenders.id"))
    kind: Mapped[ReservationKind] = mapped_column(choice(ReservationKind))
    bags: Mapped[int]
    at: Mapped[datetime]


class LotPhoto(Base):
    """One photograph of a lot, already shrunk and stripped of its location; `name` is the stored file's name."""

    __tablename__ = "lot_photos"

    id: Mapped[int] = mapped_column(primary_key=True)
    lot_id: Mapped[LotId] = mapped_column(ForeignKey("lots.id"), index=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    name: Mapped[str] = mapped_column(unique=True)
    width: Mapped[int]
    height: Mapped[int]
    caption: Mapped[str | None]
    added_by_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"))
    added_at: Mapped[datetime]

    lot: Mapped[Lot] = relationship(back_populates="photos")
