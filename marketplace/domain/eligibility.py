"""Whether a lot may serve a demand, every reason why not, and how well it fits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal

from marketplace.domain.certificates import Scheme
from marketplace.domain.errors import Reason, reason
from marketplace.domain.flavours import FlavourProfile, closeness, default_tolerance
from marketplace.domain.freight import FreightTable
from marketplace.domain.lots import EudrStatus
from marketplace.domain.mass import Mass
from marketplace.domain.money import UnitPrice
from marketplace.domain.physical import Grade

FIT_STEP = Decimal("0.0001")


@dataclass(frozen=True, slots=True, kw_only=True)
class LotFacts:
    """What eligibility must know of a lot; None where nobody has measured.

    `is_available`: published and in its days of sale; `status` says where it stands if not. `remaining`: unreserved.
    """

    is_available: bool
    status: str
    certificates: frozenset[Scheme]
    eudr_status: EudrStatus
    cadmium: Decimal | None
    moisture: Decimal | None
    fermentation_index: Decimal | None
    grade: Grade | None
    off_total: Decimal | None
    global_quality: Decimal | None
    minimum: Mass
    remaining: Mass
    price: UnitPrice
    profile: FlavourProfile = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandFacts:
    """What eligibility must know of a demand; a limit of None limits nothing.

    `cadmium_max` is the stricter of the stated maximum and the recipe's (`cadmium.effective_maximum`).
    """

    certificates: frozenset[Scheme]
    needs_eudr: bool
    cadmium_max: Decimal | None
    moisture_max: Decimal | None
    fermentation_min: Decimal | None
    off_max: Decimal | None
    global_quality_min: Decimal | None
    volume_min: Mass
    volume_max: Mass
    accepts_blend: bool
    ceiling: UnitPrice
    destination: str
    target_profile: Mapping[str, Decimal] = field(default_factory=dict)
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    tolerances: Mapping[str, Decimal] = field(default_factory=dict)


Rule = Callable[[LotFacts, DemandFacts, FreightTable], Reason | None]


def ineligibilities(lot: LotFacts, demand: DemandFacts, *, freight: FreightTable) -> tuple[Reason, ...]:
    """List every rule that keeps the lot from the demand, in the fixed order of `RULES`; empty means eligible."""
    verdicts = (rule(lot, demand, freight) for rule in RULES)
    return tuple(verdict for verdict in verdicts if verdict)


def landed(lot: LotFacts, demand: DemandFacts, *, freight: FreightTable) -> Decimal | None:
    """Say the lot's price in USD/t on the demand's basis, or None when there is no rate to get there."""
    return freight.landed(lot.price, demand.destination, basis=demand.ceiling.incoterm, volume=demand.volume_max)


def fit(lot: LotFacts, demand: DemandFacts) -> Decimal:
    """Say how well the lot's flavour fits, 0-1 to four places: the weighted mean closeness to the target."""
    return profile_fit(lot.profile, demand.target_profile, weights=demand.weights, tolerances=demand.tolerances)


def profile_fit(
    profile: FlavourProfile,
    target: Mapping[str, Decimal],
    *,
    weights: Mapping[str, Decimal],
    tolerances: Mapping[str, Decimal],
) -> Decimal:
    """Compute Σ weight x max(0, 1 - |Δ| ÷ tolerance) ÷ Σ weight over the weighted attributes; 1 when there are none."""
    whole = sum(weights.values(), Decimal(0))
    if not whole:
        return Decimal(1)
    near = sum(
        (
            weight * closeness(profile.get(name), target[name], tolerance=tolerances.get(name, default_tolerance(name)))
            for name, weight in weights.items()
        ),
        Decimal(0),
    )
    return (near / whole).quantize(FIT_STEP, ROUND_HALF_EVEN)


def _at_most(code: str, value: Decimal | None, limit: Decimal | None) -> Reason | None:
    is_fine = limit is None or (value is not None and value <= limit)
    return None if is_fine else reason(code, value=value, limit=limit)


def _at_least(code: str, value: Decimal | None, limit: Decimal | None) -> Reason | None:
    is_fine = limit is None or (value is not None and value >= limit)
    return None if is_fine else reason(code, value=value, limit=limit)


def _status(lot: LotFacts, _: DemandFacts, __: FreightTable) -> Reason | None:
    return None if lot.is_available else reason("eligibility.status", value=lot.status)


def _certification(lot: LotFacts, demand: DemandFacts, _: FreightTable) -> Reason | None:
    missing = demand.certificates - lot.certificates
    held = sorted(scheme.value for scheme in lot.certificates)
    wanted = sorted(scheme.value for scheme in missing)
    return reason("eligibility.certification", value=held, limit=wanted) if missing else None


def _eudr(lot: LotFacts, demand: DemandFacts, _: FreightTable) -> Reason | None:
    is_fine = not demand.needs_eudr or lot.eudr_status is EudrStatus.READY
    limit = EudrStatus.READY.value
    return None if is_fine else reason("eligibility.eudr", value=lot.eudr_status.value, limit=limit)


def _cadmium(lot: LotFacts, demand: DemandFacts, _: FreightTable) -> Reason | None:
    return _at_most("eligibility.cadmium", lot.cadmium, demand.cadmium_max)


def _moisture(lot: LotFacts, demand: DemandFacts, _: FreightTable) -> Reason | None:
    return _at_most("eligibility.moisture", lot.moisture, demand.moisture_max)


def _fermentation(lot: LotFacts, demand: DemandFacts, _: FreightTable) -> Reason | None:
    return _at_least("eligibility.fermentation", lot.fermentation_index, demand.fermentation_min)


def _grade(lot: LotFacts, _: DemandFacts, __: FreightTable) -> Reason | None:
    is_fine = lot.grade in (Grade.ONE, Grade.TWO)
    value = lot.grade.value if lot.grade else None
    return None if is_fine else reason("eligibility.grade", value=value, limit=Grade.TWO.value)


def _off_flavour(lot: LotFacts, demand: DemandFacts, _: FreightTable) -> Reason | None:
    return _at_most("eligibility.off_flavour", lot.off_total, demand.off_max)


def _global_quality(lot: LotFacts, demand: DemandFacts, _: FreightTable) -> Reason | None:
    return _at_least("eligibility.global_quality", lot.global_quality, demand.global_quality_min)


def _moq(lot: LotFacts, demand: DemandFacts, _: FreightTable) -> Reason | None:
    return _at_most("eligibility.moq", lot.minimum.kilograms, demand.volume_max.kilograms)


def _volume(lot: LotFacts, demand: DemandFacts, _: FreightTable) -> Reason | None:
    if demand.accepts_blend:
        return None
    return _at_least("eligibility.volume", lot.remaining.kilograms, demand.volume_min.kilograms)


def _price(lot: LotFacts, demand: DemandFacts, freight: FreightTable) -> Reason | None:
    price = landed(lot, demand, freight=freight)
    if price is None:
        facts = {"incoterm": lot.price.incoterm.value, "basis": demand.ceiling.incoterm.value}
        return reason("eligibility.no_freight", destination=demand.destination, **facts)
    return _at_most("eligibility.price", price, demand.ceiling.amount)


RULES: tuple[Rule, ...] = (
    _status,
    _certification,
    _eudr,
    _cadmium,
    _moisture,
    _fermentation,
    _grade,
    _off_flavour,
    _global_quality,
    _moq,
    _volume,
    _price,
)
"""The rules in the order in which reasons are told; the last one also tells that no freight rate is known."""

CODES: tuple[str, ...] = (
    *(
        f"eligibility.{name}"
        for name in ("status", "certification", "eudr", "cadmium", "moisture", "fermentation", "grade", "off_flavour")
    ),
    *(f"eligibility.{name}" for name in ("global_quality", "moq", "volume", "price", "no_freight")),
)
"""Every code that `ineligibilities` may give, in its order."""
