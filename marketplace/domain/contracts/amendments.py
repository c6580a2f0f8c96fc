"""How two versions of a contract's terms differ, and whether one may replace the other."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal

from marketplace.domain.contracts.clauses import Forum
from marketplace.domain.contracts.frames import frame_faults
from marketplace.domain.contracts.terms import FIXED_TERMS, ContractTerms
from marketplace.domain.errors import Reason, reason
from marketplace.domain.prices import PriceKind, pricing_faults
from marketplace.domain.ranges import is_within
from marketplace.domain.terminals.levels import month_faults

FOLLOWED = frozenset({"price_kind", "terminal", "terminal_month", "fixation_by"})
"""The terms that say which month a price follows, and until when it is fixed."""
MAKING = ("quote", "exchange", "delivered")
"""How a price was said, and turned into dollars at the origin."""
MAY_CHANGE: frozenset[str] = frozenset(each.name for each in fields(ContractTerms)) - FIXED_TERMS
"""What the parties may change before they sign."""


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
    return [*beyond_faults(new, touched, within=MAY_CHANGE), *terms_faults(new), *rolled_faults(new, touched)]


def beyond_faults(new: ContractTerms, touched: Collection[str], *, within: Collection[str]) -> list[Reason]:
    """List the terms that cannot be changed here; how a price was made may only be dropped together with the price."""
    dropped = {name for name in MAKING if getattr(new, name) is None} if "price" in touched else set()
    beyond = [name for name in touched if name not in within and name not in dropped]
    return [reason("contract.term_fixed", name, term=name) for name in beyond]


def with_price(terms: ContractTerms, amount: Decimal) -> ContractTerms:
    """Put another amount in the place of the price; how the former one was made up and quoted is told no more."""
    if amount == terms.price.amount:
        return terms
    making = dict.fromkeys((*MAKING, "price_stack"))
    return replace(terms, price=replace(terms.price, amount=amount), **making)  # type: ignore[arg-type]


def rolled_faults(terms: ContractTerms, touched: Collection[str]) -> list[Reason]:
    """List why a price cannot follow another month, or be fixed until another day: its month ends before that day."""
    if FOLLOWED.isdisjoint(touched):
        return []
    return month_faults(terms.pricing, terms.fixation_by, field="fixation_by")


def terms_faults(terms: ContractTerms) -> list[Reason]:
    """List what cannot be true of any contract's terms."""
    return [
        *_range_faults(terms),
        *_length_faults(terms),
        *pricing_faults(terms.pricing),
        *_shipment_faults(terms),
        *_forum_faults(terms),
        *frame_faults(terms.frame, terms.bags),
    ]


RANGES: dict[str, tuple[Decimal | int, Decimal | int]] = {
    "tolerance": (0, 5),
    "fermentation_min": (0, 100),
    "cadmium_max": (Decimal("0.001"), 10),
    "off_max": (0, 10),
    "bean_count_max": (50, 400),
    "moisture_max": (Decimal(5), Decimal(8)),
    "deposit_percent": (0, 60),
    "sample_days": (1, 60),
    "storage_rate": (0, 500),
    "storage_free_days": (0, 365),
    "finance_percent": (0, 24),
    "balance_days": (0, 90),
    "late_interest_percent": (0, 24),
    "claim_days": (1, 90),
    "force_majeure_days": (1, 365),
    "termination_days": (1, 365),
}


LONGEST_WORDS: dict[str, int] = {"marks": 120, "forum_place": 120, "law": 120, "note": 8_000}
"""In letters; the paper of a contract must stay one that anybody can bring and check."""


def _length_faults(terms: ContractTerms) -> Iterator[Reason]:
    for name, most in LONGEST_WORDS.items():
        if len(getattr(terms, name) or "") > most:
            yield reason("contract.note_too_long", name, limit=most)


def _range_faults(terms: ContractTerms) -> Iterator[Reason]:
    for name, (least, most) in RANGES.items():
        value = getattr(terms, name)
        if value is not None and not is_within(value, most, least=least):
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
