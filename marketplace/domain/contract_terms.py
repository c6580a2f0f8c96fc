"""What a contract says, clause by clause, as values that can be stored, compared and printed in any language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum

from marketplace.domain.certificates import Scheme
from marketplace.domain.contracts import USUAL_DEPOSIT, deposit_of
from marketplace.domain.errors import Reason, reason
from marketplace.domain.lots import EudrStatus
from marketplace.domain.mass import Mass
from marketplace.domain.money import Money, UnitPrice
from marketplace.domain.physical import Grade
from marketplace.domain.plain import from_plain, to_plain
from marketplace.domain.prices import Conversion, PriceKind, PriceStack, Pricing, Terminal, pricing_faults


class SampleBasis(StrEnum):
    """What a pre-shipment sample decides: the delivery (SAS), the whole sale (NANS), or nothing."""

    SAS = "sas"
    NANS = "nans"
    NONE = "none"


class SampleRemedy(StrEnum):
    """What follows when a sample is rejected."""

    SECOND_SAMPLE = "second_sample"
    PRICE_ALLOWANCE = "price_allowance"
    CANCEL = "cancel"


class Packing(StrEnum):
    """What the beans travel in."""

    JUTE = "jute"
    JUTE_WITH_LINER = "jute_with_liner"
    POLYPROPYLENE_WITH_LINER = "polypropylene_with_liner"


class Side(StrEnum):
    """One of the two parties."""

    PRODUCER = "producer"
    MAKER = "maker"


class BalanceBasis(StrEnum):
    """When the rest of the price is due."""

    AGAINST_DOCUMENTS = "against_documents"
    BEFORE_SHIPMENT = "before_shipment"
    AFTER_ARRIVAL = "after_arrival"


class Document(StrEnum):
    """A paper that travels with the cacao."""

    INVOICE = "invoice"
    PACKING_LIST = "packing_list"
    WEIGHT_NOTE = "weight_note"
    BILL_OF_LADING = "bill_of_lading"
    CERTIFICATE_OF_ORIGIN = "certificate_of_origin"
    PHYTOSANITARY = "phytosanitary"
    ORGANIC_INSPECTION = "organic_inspection"
    LABORATORY_REPORTS = "laboratory_reports"
    EUDR_PACK = "eudr_pack"


class TitlePasses(StrEnum):
    """When the cacao becomes the maker's."""

    ON_FULL_PAYMENT = "on_full_payment"
    WITH_RISK = "with_risk"


class Forum(StrEnum):
    """Who decides a dispute. CMAA takes no dispute between two non-members."""

    UNDECIDED = "undecided"
    LIMA_CHAMBER = "lima_chamber"
    ICC = "icc"
    FCC = "fcc"
    CMAA = "cmaa"
    COURTS_OF_PRODUCER = "courts_of_producer"
    COURTS_OF_MAKER = "courts_of_maker"


@dataclass(frozen=True, slots=True)
class Party:
    """One side as the contract names it; `tax_number` is a RUC in Peru, an EORI or VAT number in Europe."""

    name: str
    country: str
    city: str | None = None
    tax_number: str | None = None
    signatory: str | None = None


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
    documents: tuple[Document, ...] = ()
    title_passes: TitlePasses = TitlePasses.ON_FULL_PAYMENT
    claim_days: int = 21
    independent_surveyor: bool = True
    needs_eudr: bool = False
    eudr_status: EudrStatus = EudrStatus.NOT_READY
    force_majeure_days: int = 60
    law: str | None = None
    forum: Forum = Forum.UNDECIDED
    forum_place: str | None = None
    both_are_cmaa_members: bool = False
    termination_days: int = 30
    note: str | None = field(default=None)

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
        """What is due at approval."""
        return deposit_of(self.volume, self.price, percent=self.deposit_percent)

    @property
    def balance(self) -> Money:
        """What is due later."""
        return self.total - self.deposit

    @property
    def pricing(self) -> Pricing:
        """How the price comes about."""
        return Pricing(self.price, self.price_kind, self.terminal, self.terminal_month, self.differential)

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
        "eudr_status",
    }
)
"""What the parties may not amend: the goods that were matched and judged, and facts of the record."""

AMENDABLE_TERMS: tuple[str, ...] = tuple(each.name for each in fields(ContractTerms) if each.name not in FIXED_TERMS)


@dataclass(frozen=True, slots=True)
class Difference:
    """One term that two versions state differently; entries of a table are named `term.entry`."""

    name: str
    old: object
    new: object


def differences(old: ContractTerms, new: ContractTerms) -> list[Difference]:
    """List the terms in which two versions differ, in the contract's order."""
    return [
        difference
        for each in fields(ContractTerms)
        for difference in _compare(each.name, getattr(old, each.name), getattr(new, each.name))
    ]


def _compare(name: str, old: object, new: object) -> Iterator[Difference]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted({*old, *new}):
            yield from _compare(f"{name}.{key}", old.get(key), new.get(key))
    elif old != new:
        yield Difference(name, old, new)


def amendment_faults(old: ContractTerms, new: ContractTerms) -> list[Reason]:
    """List what keeps `new` from replacing `old`: nothing changed, a fixed term touched, or terms that cannot be."""
    changed = differences(old, new)
    if not changed:
        return [reason("contract.nothing_changed")]
    touched = dict.fromkeys(each.name.split(".")[0] for each in changed)
    fixed = [reason("contract.term_fixed", name, term=name) for name in touched if name in FIXED_TERMS]
    return [*fixed, *terms_faults(new)]


def terms_faults(terms: ContractTerms) -> list[Reason]:
    """List what cannot be true of any contract's terms."""
    return [
        *_range_faults(terms),
        *pricing_faults(terms.pricing),
        *_shipment_faults(terms),
        *_forum_faults(terms),
    ]


RANGES: dict[str, tuple[Decimal | int, Decimal | int]] = {
    "tolerance": (0, 5),
    "moisture_max": (Decimal(5), Decimal(8)),
    "deposit_percent": (0, 60),
    "sample_days": (1, 60),
    "balance_days": (0, 90),
    "claim_days": (1, 90),
    "force_majeure_days": (1, 365),
    "termination_days": (1, 365),
}


def _range_faults(terms: ContractTerms) -> Iterator[Reason]:
    for name, (least, most) in RANGES.items():
        value = getattr(terms, name)
        if not least <= value <= most:
            yield reason("contract.term_out_of_range", name, term=name, value=value, least=least, most=most)


def _shipment_faults(terms: ContractTerms) -> Iterator[Reason]:
    if terms.shipment_end < terms.shipment_start:
        facts = {"start": terms.shipment_start, "end": terms.shipment_end}
        yield reason("contract.shipment_ends_before_start", "shipment_end", **facts)
    if terms.price_kind is PriceKind.DIFFERENTIAL and not (terms.fixation_side and terms.fixation_by):
        missing = "fixation_by" if terms.fixation_side else "fixation_side"
        yield reason("contract.fixation_missing", missing)


def _forum_faults(terms: ContractTerms) -> Iterator[Reason]:
    if terms.forum is Forum.CMAA and not terms.both_are_cmaa_members:
        yield reason("contract.cmaa_serves_members_only", "forum")
    if terms.forum is not Forum.UNDECIDED and not (terms.law or "").strip():
        yield reason("contract.law_missing", "law")
