"""What a maker seeks: the life of a demand, its terms, and what must be true of them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from marketplace.domain.cadmium import Recipe, recipe_faults
from marketplace.domain.certificates import Scheme
from marketplace.domain.errors import Reason, reason
from marketplace.domain.flavours import HIGHEST, LOWEST, TASTES, default_tolerance
from marketplace.domain.freight import landed_basis
from marketplace.domain.machines import Machine
from marketplace.domain.mass import NO_MASS, Mass
from marketplace.domain.money import Currency, UnitPrice
from marketplace.domain.prices import HIGHEST_PRICE, ORIGIN_TERMS
from marketplace.domain.ranges import is_share, is_within
from marketplace.domain.viewers import Role


class DemandState(StrEnum):
    """Where a demand stands."""

    DRAFT = "draft"
    OPEN = "open"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class DemandStep(StrEnum):
    """One move in a demand's life."""

    OPEN = "open"
    WITHDRAW = "withdraw"
    REVISE = "revise"
    CLOSE = "close"


class DemandPermit(StrEnum):
    """What a state may permit."""

    EDIT = "edit"
    TAKE_PART_IN_ROUND = "take_part_in_round"


MAKER = frozenset({Role.MAKER})

DEMAND_MACHINE = Machine(
    noun="demand",
    next={
        (DemandState.DRAFT, DemandStep.OPEN): DemandState.OPEN,
        (DemandState.DRAFT, DemandStep.WITHDRAW): DemandState.WITHDRAWN,
        (DemandState.OPEN, DemandStep.WITHDRAW): DemandState.WITHDRAWN,
        (DemandState.OPEN, DemandStep.REVISE): DemandState.DRAFT,
        (DemandState.OPEN, DemandStep.CLOSE): DemandState.CLOSED,
        (DemandState.WITHDRAWN, DemandStep.REVISE): DemandState.DRAFT,
        (DemandState.CLOSED, DemandStep.REVISE): DemandState.DRAFT,
    },
    who={
        DemandStep.OPEN: MAKER,
        DemandStep.WITHDRAW: MAKER,
        DemandStep.REVISE: MAKER,
        DemandStep.CLOSE: frozenset({Role.MAKER, Role.SYSTEM}),
    },
    what={
        DemandState.DRAFT: frozenset({DemandPermit.EDIT}),
        DemandState.OPEN: frozenset({DemandPermit.TAKE_PART_IN_ROUND}),
    },
)

CODE = re.compile(r"[A-Z0-9](?:[A-Z0-9-]{0,38}[A-Z0-9])")
LONGEST_TITLE = 120
LONGEST_NOTE = 2_000
HEAVIEST_WEIGHT = Decimal(10)
MOST_LOTS = 20
LARGEST_VOLUME = Mass(Decimal(100_000_000))
WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandTerms:
    """Everything a maker states about a need. The ceiling is USD/t on the landed basis at `destination`.

    Cadmium is limited by `cadmium_max` (mg/kg in the beans), by the recipe, or by the stricter of both.
    """

    title: str
    target_profile: Mapping[str, Decimal]
    weights: Mapping[str, Decimal]
    volume_min: Mass
    volume_max: Mass
    ceiling: UnitPrice
    destination: str
    delivery_start: date
    delivery_end: date
    max_lots: int = 1
    tolerances: Mapping[str, Decimal] = field(default_factory=dict)
    certificates: frozenset[Scheme] = field(default_factory=frozenset)
    needs_eudr: bool = False
    cadmium_max: Decimal | None = None
    recipe: Recipe | None = None
    moisture_max: Decimal | None = None
    fermentation_min: Decimal | None = None
    off_max: Decimal | None = None
    global_quality_min: Decimal | None = None
    needs_sample: bool = True
    prefers_women_led: bool = False
    notes: str | None = None

    @property
    def accepts_blend(self) -> bool:
        """Whether several lots may serve this demand together."""
        return self.max_lots > 1

    def tolerance(self, attribute: str) -> Decimal:
        """Give the maker's tolerance for an attribute, else the usual one."""
        return self.tolerances.get(attribute, default_tolerance(attribute))


def code_faults(code: str) -> list[Reason]:
    """List what is wrong with a demand's code: capital letters, digits and hyphens, 2 to 40 of them."""
    return [] if CODE.fullmatch(code) else [reason("demand.code_malformed", "code", value=code)]


def demand_faults(terms: DemandTerms) -> list[Reason]:
    """List what cannot be true of any demand, be it only a draft."""
    return [
        *_word_faults(terms),
        *_taste_faults(terms),
        *_limit_faults(terms),
        *_volume_faults(terms),
        *_ceiling_faults(terms),
        *(recipe_faults(terms.recipe) if terms.recipe else ()),
    ]


def opening_faults(terms: DemandTerms, *, today: date) -> list[Reason]:
    """List why a demand may not be opened: its own faults, nothing to aim at, or a delivery window that is over."""
    found = demand_faults(terms)
    if not terms.target_profile:
        found.append(reason("demand.target_missing", "target_profile"))
    if terms.delivery_end < today:
        found.append(reason("demand.delivery_over", "delivery_end", value=terms.delivery_end, today=today))
    return found


def _word_faults(terms: DemandTerms) -> Iterator[Reason]:
    if not terms.title.strip():
        yield reason("demand.title_missing", "title")
    if len(terms.title) > LONGEST_TITLE:
        yield reason("demand.title_too_long", "title", limit=LONGEST_TITLE)
    if len(terms.notes or "") > LONGEST_NOTE:
        yield reason("demand.notes_too_long", "notes", limit=LONGEST_NOTE)


def _taste_faults(terms: DemandTerms) -> Iterator[Reason]:
    for name, target in terms.target_profile.items():
        if name not in TASTES:
            yield reason("demand.attribute_unknown", name, attribute=name)
        elif not is_within(target, HIGHEST):
            yield reason("demand.target_out_of_range", name, attribute=name, value=target, least=LOWEST, most=HIGHEST)
        if name not in terms.weights:
            yield reason("demand.weight_missing", f"{name}_weight", attribute=name)
    for name, weight in terms.weights.items():
        if name not in terms.target_profile:
            yield reason("demand.weight_without_target", name, attribute=name)
        if not is_share(weight, HEAVIEST_WEIGHT):
            facts = {"attribute": name, "value": weight, "most": HEAVIEST_WEIGHT}
            yield reason("demand.weight_out_of_range", f"{name}_weight", **facts)
    for name, tolerance in terms.tolerances.items():
        if not is_share(tolerance, HIGHEST):
            facts = {"attribute": name, "value": tolerance, "most": HIGHEST}
            yield reason("demand.tolerance_out_of_range", f"{name}_tolerance", **facts)


def _limit_faults(terms: DemandTerms) -> Iterator[Reason]:
    ranges = {
        "cadmium_max": HIGHEST,
        "moisture_max": WHOLE,
        "fermentation_min": WHOLE,
        "off_max": HIGHEST,
        "global_quality_min": HIGHEST,
    }
    for name, most in ranges.items():
        value = getattr(terms, name)
        if value is not None and not is_within(value, most):
            yield reason("demand.limit_out_of_range", name, value=value, least=LOWEST, most=most)


def _volume_faults(terms: DemandTerms) -> Iterator[Reason]:
    if terms.volume_min <= NO_MASS:
        yield reason("demand.volume_not_positive", "volume_min", value=terms.volume_min.kilograms)
    if terms.volume_max < terms.volume_min:
        facts = {"least": terms.volume_min.kilograms, "most": terms.volume_max.kilograms}
        yield reason("demand.volumes_reversed", "volume_max", **facts)
    if terms.volume_max > LARGEST_VOLUME:
        yield reason("demand.volume_too_large", "volume_max", most=LARGEST_VOLUME.kilograms)
    if not 1 <= terms.max_lots <= MOST_LOTS:
        yield reason("demand.max_lots_out_of_range", "max_lots", value=terms.max_lots, most=MOST_LOTS)
    if terms.delivery_end < terms.delivery_start:
        window = {"start": terms.delivery_start, "end": terms.delivery_end}
        yield reason("demand.delivery_ends_before_start", "delivery_end", **window)


def _ceiling_faults(terms: DemandTerms) -> Iterator[Reason]:
    ceiling = terms.ceiling
    if not is_share(ceiling.amount, HIGHEST_PRICE):
        yield reason("demand.ceiling_out_of_range", "ceiling_amount", value=ceiling.amount, most=HIGHEST_PRICE)
    if ceiling.currency is not Currency.USD:
        yield reason("demand.ceiling_not_in_dollars", "ceiling_currency", currency=ceiling.currency.value)
    if not terms.destination.strip():
        yield reason("demand.destination_missing", "destination")
    basis = landed_basis(terms.destination)
    if ceiling.incoterm is not basis and ceiling.incoterm not in ORIGIN_TERMS:
        facts = {"incoterm": ceiling.incoterm.value, "expected": basis.value}
        yield reason("demand.basis_wrong", "ceiling_incoterm", **facts)
