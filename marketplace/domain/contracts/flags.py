"""What a facilitator should see at once about a contract: flags as words, worked out beforehand."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from marketplace.domain.cadmium import Verdict, against, screen
from marketplace.domain.certificates import Certificate, valid_until
from marketplace.domain.contracts.clauses import Forum
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import Reason, reason, refuse_if_any
from marketplace.domain.lots import EudrStatus
from marketplace.domain.money import UnitPrice
from marketplace.domain.physical import MOISTURE_ON_DISCHARGE, Grade
from marketplace.domain.prices import ReferenceKind, References, floor_faults


@dataclass(frozen=True, slots=True)
class Shares:
    """How much of a year's approved value goes through each side, this contract with it, in percent."""

    producer: Decimal
    maker: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagFacts:
    """What flags are worked out from, beside the terms.

    `certificates` are those that the group holds, `earlier_contracts` counts approved ones between the two parties,
    `cadmium_max` is the recipe's bean maximum (or the demand's), None where the maker stated none. `asked` is what the
    group asks for the lot, `shares` what each side has of a year's approved value, None where there is too little yet.
    `high_risk_plots` counts those whose cacao is in the lot now, `balance_errors` what cannot be in its mass balance.
    """

    certificates: Collection[Certificate]
    references: References
    cadmium: Decimal | None
    cadmium_max: Decimal | None
    moisture: Decimal | None
    grade: Grade | None
    earlier_contracts: int
    today: date
    asked: UnitPrice | None = None
    shares: Shares | None = None
    balance_errors: int = 0
    eudr_status: EudrStatus = EudrStatus.NOT_READY
    high_risk_plots: int = 0


USUAL_CONCENTRATION = Decimal(40)
"""Percent; in force until the alliance sets a figure of its own."""
FAR_FROM_ASK = Decimal(15)
"""Percent between the price and what the group asks."""
RATE_GROWS_OLD = timedelta(days=30)
HUNDRED = Decimal(100)


Flagger = Callable[[ContractTerms, FlagFacts], Iterator[Reason]]


def flags(terms: ContractTerms, facts: FlagFacts) -> list[Reason]:
    """List what deserves a facilitator's eye, gravest first."""
    return [flag for flagger in FLAGGERS for flag in flagger(terms, facts)]


def _floors(terms: ContractTerms, facts: FlagFacts) -> Iterator[Reason]:
    found = floor_faults(
        terms.price, terms.farm_gate_pen_kg, certificates=terms.certificates, references=facts.references
    )
    renamed = {
        "price.below_fairtrade_floor": "contract.below_floor",
        "price.farm_gate_below_reference": "contract.farm_gate_below_reference",
        "price.reference_missing": "contract.reference_missing",
    }
    for fault in found:
        yield Reason(renamed[fault.code], fault.field, fault.facts)


def _substandard(_: ContractTerms, facts: FlagFacts) -> Iterator[Reason]:
    if facts.grade is None or facts.grade is Grade.SUBSTANDARD:
        yield reason("contract.substandard", value=facts.grade.value if facts.grade else None)


def _cadmium(_: ContractTerms, facts: FlagFacts) -> Iterator[Reason]:
    if facts.cadmium is None:
        yield reason("contract.cadmium_unknown")
        return
    limit = facts.cadmium_max
    verdict = screen(facts.cadmium) if limit is None else against(facts.cadmium, limit)
    if verdict is not Verdict.GREEN:
        yield reason(f"contract.cadmium_{verdict.value}", value=facts.cadmium, limit=limit)


def _moisture(_: ContractTerms, facts: FlagFacts) -> Iterator[Reason]:
    if facts.moisture is not None and facts.moisture > MOISTURE_ON_DISCHARGE:
        yield reason("contract.moisture_above_7_5", value=facts.moisture, limit=MOISTURE_ON_DISCHARGE)


def _certificates(terms: ContractTerms, facts: FlagFacts) -> Iterator[Reason]:
    for scheme in sorted(terms.certificates):
        until = valid_until(facts.certificates, scheme)
        words: dict[str, object] = {"scheme": scheme.value, "valid_to": until}
        if until is None or until < facts.today:
            yield Reason("contract.certificate_expired", None, words)
        elif until < terms.shipment_end:
            yield Reason(
                "contract.certificate_expires_before_shipment", None, {**words, "shipment_end": terms.shipment_end}
            )


def _high_risk(_: ContractTerms, facts: FlagFacts) -> Iterator[Reason]:
    if facts.high_risk_plots:
        yield reason("contract.high_risk_not_segregated", value=facts.high_risk_plots)


def _eudr(terms: ContractTerms, facts: FlagFacts) -> Iterator[Reason]:
    if terms.needs_eudr and facts.eudr_status is not EudrStatus.READY:
        yield reason("contract.eudr_not_ready", value=facts.eudr_status.value)


def _traceability(terms: ContractTerms, facts: FlagFacts) -> Iterator[Reason]:
    if not terms.needs_eudr and facts.eudr_status is not EudrStatus.READY:
        yield reason("contract.traceability_gaps", value=facts.eudr_status.value)


def _balance(_: ContractTerms, facts: FlagFacts) -> Iterator[Reason]:
    if facts.balance_errors:
        yield reason("contract.balance_cannot_be", count=facts.balance_errors)


def _concentration(_: ContractTerms, facts: FlagFacts) -> Iterator[Reason]:
    limit = facts.references.value(ReferenceKind.CONCENTRATION_PERCENT) or USUAL_CONCENTRATION
    for name in ("maker", "producer") if facts.shares else ():
        share = getattr(facts.shares, name)
        if share > limit:
            yield reason(CONCENTRATED[name], share=share, limit=limit)


CONCENTRATED = {"maker": "contract.maker_concentrated", "producer": "contract.group_concentrated"}


def _asked(terms: ContractTerms, facts: FlagFacts) -> Iterator[Reason]:
    asked, price = facts.asked, terms.price
    if asked is None or (asked.currency, asked.incoterm) != (price.currency, price.incoterm):
        return
    if abs(price.amount - asked.amount) * HUNDRED > asked.amount * FAR_FROM_ASK:
        yield reason("contract.price_far_from_ask", value=price.amount, asked=asked.amount)


def _rate(terms: ContractTerms, facts: FlagFacts) -> Iterator[Reason]:
    if terms.farm_gate is not None and terms.farm_gate.rate_from < facts.today - RATE_GROWS_OLD:
        yield reason("contract.rate_old", day=terms.farm_gate.rate_from)


def _newness(_: ContractTerms, facts: FlagFacts) -> Iterator[Reason]:
    if facts.earlier_contracts == 0:
        yield reason("contract.first_trade")


def _open_ends(terms: ContractTerms, facts: FlagFacts) -> Iterator[Reason]:
    if terms.is_provisional:
        yield reason("contract.price_provisional", fixation_by=terms.fixation_by)
    if terms.forum is Forum.UNDECIDED:
        yield reason("contract.forum_undecided")
    if terms.shipment_end < facts.today:
        yield reason("contract.shipment_over", shipment_end=terms.shipment_end, today=facts.today)


FLAGGERS: tuple[Flagger, ...] = (
    _floors,
    _substandard,
    _cadmium,
    _moisture,
    _certificates,
    _high_risk,
    _eudr,
    _traceability,
    _balance,
    _concentration,
    _asked,
    _newness,
    _open_ends,
    _rate,
)

CODES: tuple[str, ...] = (
    "contract.below_floor",
    "contract.farm_gate_below_reference",
    "contract.reference_missing",
    "contract.substandard",
    "contract.cadmium_unknown",
    "contract.cadmium_red",
    "contract.cadmium_amber",
    "contract.moisture_above_7_5",
    "contract.certificate_expired",
    "contract.certificate_expires_before_shipment",
    "contract.high_risk_not_segregated",
    "contract.eudr_not_ready",
    "contract.traceability_gaps",
    "contract.balance_cannot_be",
    "contract.maker_concentrated",
    "contract.group_concentrated",
    "contract.price_far_from_ask",
    "contract.first_trade",
    "contract.price_provisional",
    "contract.forum_undecided",
    "contract.shipment_over",
    "contract.rate_old",
)
"""Every flag there is."""

BLOCKING: frozenset[str] = frozenset(
    {
        "contract.below_floor",
        "contract.farm_gate_below_reference",
        "contract.substandard",
        "contract.high_risk_not_segregated",
        "contract.shipment_over",
    }
)
"""Flags with which no contract may be approved, whoever asks."""


def check_approvable(found: Iterable[Reason]) -> None:
    """Raise `Refused` with the flags that forbid approval."""
    refuse_if_any(flag for flag in found if flag.code in BLOCKING)
