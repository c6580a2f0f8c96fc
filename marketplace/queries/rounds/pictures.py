"""What the pictures of a plan show: where its value comes from, who trades with whom, what shares a container."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from marketplace.domain.freight import FULL_CONTAINER
from marketplace.domain.mass import NO_MASS, Mass
from marketplace.queries.rounds.plans import PlanLine

HUNDRED, TONNE = Decimal(100), Decimal(1000)


@dataclass(frozen=True, slots=True)
class Waterfall:
    """From what makers would pay at most down to what the plan is worth, in USD; misfit is what is left between."""

    ceiling: Decimal
    freight: Decimal
    asked: Decimal
    misfit: Decimal
    contracts: Decimal
    value: Decimal

    def __add__(self, other: "Waterfall") -> "Waterfall":
        """Add two up, part by part."""
        return Waterfall(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


@dataclass(frozen=True, slots=True)
class Prices:
    """What a line's worth rests on, USD/t: the most its maker would pay landed, what its lot costs landed, and asks."""

    ceiling: Decimal
    landed: Decimal
    asked: Decimal


@dataclass(frozen=True, slots=True)
class PriceLimits:
    """The ceilings of the demands served, by id, and what the lots of the bids served asked landed, all of then.

    What a bid pays landed is the most its maker would pay; its lot asked less by what the bid offers above it.
    """

    ceilings: Mapping[int, Decimal] = field(default_factory=dict)
    asked: Mapping[int, Decimal] = field(default_factory=dict)

    def prices_of(self, line: PlanLine) -> Prices | None:
        """Say what a line's worth rests on, where that is known."""
        if line.bid_id is not None and line.bid_id in self.asked:
            asked = self.asked[line.bid_id]
            return Prices(line.landed, asked, line.price.amount - (line.landed - asked))
        if line.demand_id is not None and line.demand_id in self.ceilings:
            return Prices(self.ceilings[line.demand_id], line.landed, line.price.amount)
        return None


NOTHING = Waterfall(*[Decimal(0)] * 6)


@dataclass(frozen=True, slots=True)
class Flow:
    """What one maker takes of one group."""

    group: str
    maker: str
    volume: Mass


@dataclass(frozen=True, slots=True)
class Lane:
    """What leaves one port for one country, who shares it, and how full its containers are."""

    origin: str
    destination: str
    volume: Mass
    makers: tuple[str, ...]
    containers: int
    filled: Decimal


@dataclass(frozen=True, slots=True)
class Served:
    """What one demand gets: a single lot or a blend, its flavour weighed by volume, beside the flavour sought."""

    code: str
    title: str
    maker: str
    lots: tuple[str, ...]
    volume: Mass
    fit: Decimal
    profile: dict[str, Decimal]
    target: dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class PlanPictures:
    """Everything that is drawn of a plan; the waterfall only where the ceilings of then are known."""

    waterfalls: tuple[tuple[PlanLine, Waterfall], ...]
    flows: tuple[Flow, ...]
    lanes: tuple[Lane, ...]
    served: tuple[Served, ...]

    @property
    def waterfall(self) -> Waterfall | None:
        """The waterfall of the whole plan."""
        return sum((each for _, each in self.waterfalls), NOTHING) if self.waterfalls else None


def pictures_of(lines: Sequence[PlanLine], limits: PriceLimits, *, contract_cost: Decimal) -> PlanPictures:
    """Work out what the pictures of a plan show."""
    drawn = ((line, limits.prices_of(line)) for line in lines)
    priced = [(line, prices) for line, prices in drawn if prices is not None]
    return PlanPictures(
        waterfalls=tuple((line, _waterfall(line, prices, contract_cost)) for line, prices in priced),
        flows=_flows(lines),
        lanes=_lanes(lines),
        served=_served(lines),
    )


def _waterfall(line: PlanLine, prices: Prices, contract_cost: Decimal) -> Waterfall:
    tonnes = line.volume.kilograms / TONNE
    most, landed, asked = prices.ceiling * tonnes, prices.landed * tonnes, prices.asked * tonnes
    misfit = most - landed - contract_cost - line.value
    return Waterfall(most, landed - asked, asked, misfit, contract_cost, line.value)


def _flows(lines: Iterable[PlanLine]) -> tuple[Flow, ...]:
    volumes: dict[tuple[str, str], Mass] = defaultdict(lambda: NO_MASS)
    for line in lines:
        volumes[line.group, line.maker] += line.volume
    flows = [Flow(group, maker, volume) for (group, maker), volume in volumes.items()]
    return tuple(sorted(flows, key=lambda flow: (-flow.volume.kilograms, flow.group, flow.maker)))


def _lanes(lines: Iterable[PlanLine]) -> tuple[Lane, ...]:
    ways: dict[tuple[str, str], list[PlanLine]] = defaultdict(list)
    for line in lines:
        ways[line.origin, line.destination].append(line)
    lanes = [_lane(origin, destination, own) for (origin, destination), own in ways.items()]
    return tuple(sorted(lanes, key=lambda lane: (-lane.volume.kilograms, lane.origin, lane.destination)))


def _lane(origin: str, destination: str, lines: Sequence[PlanLine]) -> Lane:
    volume = sum((line.volume for line in lines), NO_MASS)
    loads = volume.kilograms / FULL_CONTAINER.kilograms
    containers = int(loads.to_integral_value(ROUND_CEILING))
    makers = tuple(sorted({line.maker for line in lines}))
    return Lane(origin, destination, volume, makers, containers, loads / containers * HUNDRED)


def _served(lines: Iterable[PlanLine]) -> tuple[Served, ...]:
    by_demand: dict[str, list[PlanLine]] = defaultdict(list)
    for line in lines:
        by_demand[line.demand_code].append(line)
    return tuple(_blend(own) for own in by_demand.values())


def _blend(lines: Sequence[PlanLine]) -> Served:
    first, whole = lines[0], sum((line.volume for line in lines), NO_MASS)
    names = set.intersection(*(set(line.profile) for line in lines))
    weighed = [(line, line.volume.kilograms / whole.kilograms) for line in lines]
    return Served(
        code=first.demand_code,
        title=first.demand_title,
        maker=first.maker,
        lots=tuple(line.lot_code for line in lines),
        volume=whole,
        fit=sum((line.fit * share for line, share in weighed), Decimal(0)),
        profile={name: sum((line.profile[name] * share for line, share in weighed), Decimal(0)) for name in names},
        target=first.target,
    )
