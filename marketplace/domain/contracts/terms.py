"""What a contract says, clause by clause, as values that can be stored, compared and printed in any language."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal

from marketplace.domain.certificates import Scheme
from marketplace.domain.contracts.clauses import (
    BalanceBasis,
    DepositOnEnd,
    Document,
    Forum,
    Packing,
    Party,
    SampleBasis,
    SampleRemedy,
    Side,
    TitlePasses,
)
from marketplace.domain.contracts.fixing import Fixing
from marketplace.domain.contracts.frames import FrameTerms
from marketplace.domain.contracts.life import USUAL_DEPOSIT, deposit_of
from marketplace.domain.exchange import Exchange, Quote
from marketplace.domain.freight import Delivered
from marketplace.domain.mass import Mass
from marketplace.domain.money import Money, UnitPrice
from marketplace.domain.physical import Grade
from marketplace.domain.plain import from_plain, to_plain
from marketplace.domain.prices import Conversion, PriceKind, PriceStack, Pricing, Terminal


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractTerms:
    """All clauses of a direct-trade cacao contract; percents are of mass, days are calendar days."""

    # Parties and goods
    producer: Party
    maker: Party
    facilitator: str
    lot_code: str
    crop_year: int
    harvest_start: date
    harvest_end: date
    region: str
    varieties: Mapping[str, Decimal]
    certificates: frozenset[Scheme]
    # Quantity
    bags: int
    bag_weight: Mass
    # Quality
    grade: Grade
    moisture_max: Decimal
    fermentation_min: Decimal | None
    cadmium_max: Decimal | None
    off_max: Decimal | None
    bean_count_max: int | None = None  # beans in 100 g: fewer are larger
    reference_profile: Mapping[str, Decimal]
    allowed_deviation: Mapping[str, Decimal]
    # Shipment and price
    price: UnitPrice
    destination: str
    shipment_start: date
    shipment_end: date
    # Farm-gate disclosure
    farm_gate_pen_kg: Decimal | None
    farm_gate: Conversion | None
    price_stack: PriceStack | None
    # Usual clauses
    hs_code: str = "1801.00"
    tolerance: Decimal = Decimal(3)
    sample_basis: SampleBasis = SampleBasis.SAS
    sample_days: int = 10
    sample_remedy: SampleRemedy = SampleRemedy.SECOND_SAMPLE
    packing: Packing = Packing.JUTE_WITH_LINER
    marks: str | None = None
    may_consolidate: bool = True
    price_kind: PriceKind = PriceKind.FIXED
    terminal: Terminal | None = None
    terminal_month: str | None = None
    differential: Decimal | None = None
    fixation_side: Side | None = None
    fixation_by: date | None = None
    deposit_percent: Decimal = USUAL_DEPOSIT
    balance_basis: BalanceBasis = BalanceBasis.AGAINST_DOCUMENTS
    balance_days: int = 5
    deposit_on_end: DepositOnEnd = DepositOnEnd.RETURNED
    late_interest_percent: Decimal | None = None
    storage_rate: Decimal | None = None
    storage_free_days: int = 30
    finance_percent: Decimal | None = None
    documents: tuple[Document, ...] = ()
    title_passes: TitlePasses = TitlePasses.ON_FULL_PAYMENT
    claim_days: int = 21
    independent_surveyor: bool = True
    needs_eudr: bool = False
    force_majeure_days: int = 60
    law: str | None = None
    forum: Forum = Forum.UNDECIDED
    forum_place: str | None = None
    both_are_cmaa_members: bool = False
    termination_days: int = 30
    note: str | None = None
    # How the price was quoted, and for how long bags are only reserved
    quote: Quote | None = None
    exchange: Exchange | None = None
    delivered: Delivered | None = None
    platform_fee_percent: Decimal | None = None
    reserved_until: date | None = None
    reservation_percent: Decimal | None = None
    # What happened to the price since, and how the bags are called off
    fixing: Fixing | None = None
    allowance: Decimal | None = None
    frame: FrameTerms | None = None

    @property
    def volume(self) -> Mass:
        """The contracted volume."""
        return self.bag_weight * self.bags

    @property
    def total(self) -> Money:
        """The price of the whole volume."""
        return self.price * self.volume

    @property
    def deposit(self) -> Money:
        """What is due at approval: of the provisional price, where it was fixed since."""
        before = self.fixing.provisional if self.fixing else None
        price = self.price if before is None else replace(self.price, amount=before)
        return deposit_of(self.volume, price, percent=self.deposit_percent)

    @property
    def balance(self) -> Money:
        """What is due later."""
        return self.total - self.deposit

    @property
    def pricing(self) -> Pricing:
        """How the price comes about."""
        return Pricing(self.price, self.price_kind, self.terminal, self.terminal_month, self.differential)

    @property
    def is_provisional(self) -> bool:
        """Whether the price may still move: it follows a terminal market and nobody has fixed it."""
        return self.pricing.is_provisional and self.fixing is None

    def to_json(self) -> dict[str, object]:
        """Say the terms as a JSON object, decimals as strings."""
        return {each.name: to_plain(getattr(self, each.name)) for each in fields(self)}

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> "ContractTerms":
        """Read what `to_json` wrote."""
        return from_plain(cls, stored)


FIXED_TERMS: frozenset[str] = frozenset(
    {
        "producer",
        "maker",
        "facilitator",
        "lot_code",
        "crop_year",
        "harvest_start",
        "harvest_end",
        "region",
        "varieties",
        "certificates",
        "bags",
        "bag_weight",
        "grade",
        "reference_profile",
        "farm_gate",
        "destination",
        "hs_code",
        "quote",
        "exchange",
        "delivered",
        "platform_fee_percent",
        "reserved_until",
        "reservation_percent",
        "fixing",
        "allowance",
    }
)
"""What the parties may not amend: the goods that were matched and judged, and facts of the record."""

AMENDABLE_TERMS: tuple[str, ...] = tuple(each.name for each in fields(ContractTerms) if each.name not in FIXED_TERMS)
