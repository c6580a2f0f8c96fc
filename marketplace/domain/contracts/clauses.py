"""The choices that the clauses of a contract offer, and how it names a party."""

from dataclasses import dataclass
from enum import StrEnum


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


class DepositOnEnd(StrEnum):
    """What becomes of a paid deposit when a contract ends early."""

    RETURNED = "returned"
    KEPT = "kept"
    CREDITED = "credited"


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
    street: str | None = None
