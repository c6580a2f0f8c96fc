"""The life of a lot on offer: its states and steps, its stage of sale, and everything a producer states about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from marketplace.domain.certificates import Scheme
from marketplace.domain.machines import Machine
from marketplace.domain.mass import Mass
from marketplace.domain.money import UnitPrice
from marketplace.domain.prices import PriceKind, PriceStack, Pricing, Terminal
from marketplace.domain.viewers import Role


class LotState(StrEnum):
    """Where a lot stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    HELD = "held"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    CLOSED = "closed"


class LotStep(StrEnum):
    """One move in a lot's life."""

    SUBMIT = "submit"
    PUBLISH = "publish"
    RETURN = "return"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    REVISE = "revise"
    HOLD = "hold"
    RELEASE = "release"
    CLOSE = "close"


class LotPermit(StrEnum):
    """What a state may permit."""

    EDIT = "edit"
    EDIT_OFFER = "edit_offer"
    RECORD_RESULTS = "record_results"
    BE_SEEN_BY_PUBLIC = "be_seen_by_public"
    TAKE_PART_IN_ROUND = "take_part_in_round"


PRODUCER = frozenset({Role.PRODUCER})
FACILITATOR = frozenset({Role.FACILITATOR})

LOT_MACHINE = Machine(
    noun="lot",
    next={
        (LotState.DRAFT, LotStep.SUBMIT): LotState.IN_REVIEW,
        (LotState.DRAFT, LotStep.WITHDRAW): LotState.WITHDRAWN,
        (LotState.DRAFT, LotStep.HOLD): LotState.HELD,
        (LotState.IN_REVIEW, LotStep.PUBLISH): LotState.PUBLISHED,
        (LotState.IN_REVIEW, LotStep.RETURN): LotState.DRAFT,
        (LotState.IN_REVIEW, LotStep.REJECT): LotState.REJECTED,
        (LotState.IN_REVIEW, LotStep.HOLD): LotState.HELD,
        (LotState.IN_REVIEW, LotStep.WITHDRAW): LotState.WITHDRAWN,
        (LotState.PUBLISHED, LotStep.HOLD): LotState.HELD,
        (LotState.PUBLISHED, LotStep.WITHDRAW): LotState.WITHDRAWN,
        (LotState.PUBLISHED, LotStep.CLOSE): LotState.CLOSED,
        (LotState.HELD, LotStep.RELEASE): LotState.IN_REVIEW,
        (LotState.HELD, LotStep.REJECT): LotState.REJECTED,
        (LotState.HELD, LotStep.WITHDRAW): LotState.WITHDRAWN,
        (LotState.WITHDRAWN, LotStep.REVISE): LotState.DRAFT,
    },
    who={
        LotStep.SUBMIT: PRODUCER,
        LotStep.WITHDRAW: PRODUCER,
        LotStep.REVISE: PRODUCER,
        LotStep.PUBLISH: FACILITATOR,
        LotStep.RETURN: FACILITATOR,
        LotStep.REJECT: FACILITATOR,
        LotStep.HOLD: FACILITATOR | {Role.SYSTEM},  # the market itself, when a new result breaks a rule
        LotStep.RELEASE: FACILITATOR,
        LotStep.CLOSE: frozenset({Role.PRODUCER, Role.FACILITATOR, Role.SYSTEM}),
    },
    what={
        LotState.DRAFT: frozenset({LotPermit.EDIT, LotPermit.RECORD_RESULTS}),
        LotState.IN_REVIEW: frozenset({LotPermit.RECORD_RESULTS}),
        LotState.PUBLISHED: frozenset(
            {
                LotPermit.EDIT_OFFER,
                LotPermit.RECORD_RESULTS,
                LotPermit.BE_SEEN_BY_PUBLIC,
                LotPermit.TAKE_PART_IN_ROUND,
            }
        ),
        LotState.HELD: frozenset({LotPermit.RECORD_RESULTS}),
        LotState.CLOSED: frozenset({LotPermit.BE_SEEN_BY_PUBLIC}),
    },
)
"""Only one step leads to `published`, so nothing is seen that has not just passed every rule."""


OFF_THE_MARKET: tuple[LotState, ...] = (LotState.WITHDRAWN, LotState.REJECTED, LotState.CLOSED)
"""States of a lot that no longer sells; one that is only held may come back."""


class Visibility(StrEnum):
    """Who may find a published lot: everybody, or only those whom the group names."""

    PUBLIC = "public"
    PRIVATE = "private"


class EudrStatus(StrEnum):
    """How far the lot's due-diligence pack (Regulation (EU) 2023/1115) is."""

    NOT_READY = "not_ready"
    IN_PROGRESS = "in_progress"
    READY = "ready"


class ReservationKind(StrEnum):
    """Why bags were taken or given back; a tender hands on what was won in it, to the winners' bids or to the lot."""

    TAKEN = "taken"
    RELEASED = "released"
    HANDED_ON = "handed_on"


class SaleStage(StrEnum):
    """Where a published lot stands for a buyer."""

    UPCOMING = "upcoming"
    CURRENT = "current"
    PAST = "past"
    PRIVATE = "private"


class OnSale(Protocol):
    """What must be known of a lot to say its stage of sale."""

    @property
    def state(self) -> LotState: ...  # noqa: D102 - see LotState
    @property
    def visibility(self) -> Visibility: ...  # noqa: D102 - see Visibility
    @property
    def available_from(self) -> date: ...  # noqa: D102 - first day of sale
    @property
    def sales_until(self) -> date | None: ...  # noqa: D102 - last day of sale
    @property
    def remaining_bags(self) -> int: ...  # noqa: D102 - bags that nobody has reserved


def sale_stage(lot: OnSale, *, today: date) -> SaleStage | None:
    """Say a lot's stage of sale, or None while it is not (or no longer) before buyers."""
    if lot.state is LotState.CLOSED:
        return SaleStage.PAST
    if lot.state is not LotState.PUBLISHED:
        return None
    if lot.visibility is Visibility.PRIVATE:
        return SaleStage.PRIVATE
    if lot.remaining_bags < 1 or (lot.sales_until is not None and lot.sales_until < today):
        return SaleStage.PAST
    return SaleStage.UPCOMING if lot.available_from > today else SaleStage.CURRENT


class TradeBand(StrEnum):
    """How large a trade is, in the words of the trade."""

    MICRO = "micro"
    CRAFT = "craft"
    MEDIUM = "medium"
    SEMI_INDUSTRIAL = "semi_industrial"


BANDS: tuple[tuple[Mass, TradeBand], ...] = (
    (Mass(Decimal(1_000)), TradeBand.MICRO),
    (Mass(Decimal(15_000)), TradeBand.CRAFT),
    (Mass(Decimal(150_000)), TradeBand.MEDIUM),
)
"""Upper end (not included) of each band."""


def trade_band(volume: Mass) -> TradeBand:
    """Name the band of a volume: micro below 1 t, craft below 15 t, medium up to 150 t, then semi-industrial."""
    return next((band for end, band in BANDS if volume < end), TradeBand.SEMI_INDUSTRIAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class LotTerms:
    """Everything a producer states about a lot. Prices are USD/t, the farm gate PEN/kg of dry beans."""

    code: str
    crop_year: int
    harvest_start: date
    harvest_end: date
    region: str
    province: str
    district: str
    varieties: Mapping[str, Decimal]
    bags: int
    bag_weight: Mass
    minimum_bags: int
    available_from: date
    price: UnitPrice
    altitude_min: int | None = None
    altitude_max: int | None = None
    producer_name: str | None = None
    producer_kind: str | None = None
    fermentation_method: str | None = None
    fermentation_days: Decimal | None = None
    fermentation_turns: int | None = None
    drying_method: str | None = None
    drying_days: Decimal | None = None
    is_wet_purchase: bool | None = None
    protocol_note: str | None = None
    notes_en: str | None = None
    notes_es: str | None = None
    sales_until: date | None = None
    shipment_start: date | None = None
    shipment_end: date | None = None
    price_kind: PriceKind = PriceKind.FIXED
    terminal: Terminal | None = None
    terminal_month: str | None = None
    differential: Decimal | None = None
    farm_gate_pen_kg: Decimal | None = None
    price_stack: PriceStack | None = None
    certificates: frozenset[Scheme] = field(default_factory=frozenset)
    visibility: Visibility = Visibility.PUBLIC
    sells_at_list: bool = False
    is_stack_public: bool = False

    @property
    def volume(self) -> Mass:
        """The volume of the whole lot."""
        return self.bag_weight * self.bags

    @property
    def minimum(self) -> Mass:
        """The smallest parcel."""
        return self.bag_weight * self.minimum_bags

    @property
    def pricing(self) -> Pricing:
        """How the price comes about."""
        return Pricing(self.price, self.price_kind, self.terminal, self.terminal_month, self.differential)
