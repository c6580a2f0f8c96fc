"""What a facilitator should see at once about a contract: flags as words, worked out beforehand."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from marketplace.domain.cadmium import Verdict, against, screen
from marketplace.domain.certificates import Certificate, valid_until
from marketplace.domain.contracts.clauses import Forum
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import Reason, reason, refuse_if_any
from marketplace.domain.lots import EudrStatus
from marketplace.domain.physical import MOISTURE_ON_DISCHARGE, Grade
from marketplace.domain.prices import PriceKind, References, floor_faults


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagFacts:
    """What flags are worked out from, beside the terms.

    `certificates` are those that the group holds, `earlier_contracts` counts approved ones between the two parties,
    `cadmium_max` is the recipe's bean maximum (or the demand's), None where the maker stated none.
    """

    certificates: Collection[Certificate]
    references: References
    cadmium: Decimal | None
    cadmium_max: Decimal | None
    moisture: Decimal | None
    grade: Grade | None
    earlier_contracts: int
    today: date


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


def _eudr(terms: ContractTerms, _: FlagFacts) -> Iterator[Reason]:
    if terms.needs_eudr and terms.eudr_status is not EudrStatus.READY:
        yield reason("contract.eudr_not_ready", value=terms.eudr_status.value)


def _newness(_: ContractTerms, facts: FlagFacts) -> Iterator[Reason]:
    if facts.earlier_contracts == 0:
        yield reason("contract.first_trade")


def _open_ends(terms: ContractTerms, facts: FlagFacts) -> Iterator[Reason]:
    if terms.price_kind is PriceKind.DIFFERENTIAL:
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
    _eudr,
    _newness,
    _open_ends,
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
    "contract.eudr_not_ready",
    "contract.first_trade",
    "contract.price_provisional",
    "contract.forum_undecided",
    "contract.shipment_over",
)
"""Every flag there is."""

BLOCKING: frozenset[str] = frozenset(
    {
        "contract.below_floor",
        "contract.farm_gate_below_reference",
        "contract.substandard",
        "contract.shipment_over",
    }
)
"""Flags with which no contract may be approved, whoever asks."""


def check_approvable(found: Iterable[Reason]) -> None:
    """Raise `Refused` with the flags that forbid approval."""
    refuse_if_any(flag for flag in found if flag.code in BLOCKING)
