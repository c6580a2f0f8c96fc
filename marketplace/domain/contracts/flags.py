"""What a facilitator should see at once about a contract: flags as words, worked out beforehand."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal

from marketplace.domain.cadmium import GREEN_UP_TO, Verdict, against, screen
from marketplace.domain.certificates import valid_until
from marketplace.domain.contracts.clauses import Forum
from marketplace.domain.contracts.flag_facts import FlagFacts
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import Reason, reason
from marketplace.domain.lots import EudrStatus
from marketplace.domain.physical import MOISTURE_ON_DISCHARGE, Grade
from marketplace.domain.prices import ReferenceKind, floor_faults

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


def _cadmium(terms: ContractTerms, facts: FlagFacts) -> Iterator[Reason]:
    """Judge by the strictest of what the recipe and the contract allow: loosening the contract hides nothing."""
    value = facts.cadmium
    if value is None:
        yield reason("contract.cadmium_unknown")
        return
    limit = min((each for each in (facts.cadmium_max, terms.cadmium_max) if each is not None), default=None)
    verdict = screen(value) if limit is None else against(value, limit)
    if verdict is not Verdict.GREEN:
        yield reason(f"contract.cadmium_{verdict.value}", value=value, limit=GREEN_UP_TO if limit is None else limit)
    elif facts.cadmium_max is None and screen(value) is Verdict.RED:
        yield reason("contract.cadmium_without_recipe", value=value, limit=limit)


def _moisture(terms: ContractTerms, facts: FlagFacts) -> Iterator[Reason]:
    value = facts.moisture
    if value is not None and value > terms.moisture_max:
        yield reason("contract.moisture_above_terms", value=value, limit=terms.moisture_max)
    elif value is not None and value > MOISTURE_ON_DISCHARGE:
        yield reason("contract.moisture_above_7_5", value=value, limit=MOISTURE_ON_DISCHARGE)


def _promised(terms: ContractTerms, facts: FlagFacts) -> Iterator[Reason]:
    """Tell where the lot as it was measured does not keep what the contract promises of it."""
    least, most = terms.fermentation_min, terms.off_max
    if least is not None and facts.fermentation is not None and facts.fermentation < least:
        yield reason("contract.fermentation_below_terms", value=facts.fermentation, limit=least)
    if most is not None and facts.off is not None and facts.off > most:
        yield reason("contract.off_above_terms", value=facts.off, limit=most)


def _held(_: ContractTerms, facts: FlagFacts) -> Iterator[Reason]:
    if facts.is_held:
        yield reason("contract.lot_held")


def _suspended(_: ContractTerms, facts: FlagFacts) -> Iterator[Reason]:
    for name in facts.suspended:
        yield reason("contract.side_suspended", name=name)


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
    _held,
    _suspended,
    _cadmium,
    _moisture,
    _promised,
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
    "contract.lot_held",
    "contract.side_suspended",
    "contract.cadmium_unknown",
    "contract.cadmium_red",
    "contract.cadmium_amber",
    "contract.cadmium_without_recipe",
    "contract.moisture_above_terms",
    "contract.moisture_above_7_5",
    "contract.fermentation_below_terms",
    "contract.off_above_terms",
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
