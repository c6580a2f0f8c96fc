"""Which contracts could share a container: one collection point, one market, windows that meet, weights that fit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from marketplace.domain.countries import EUROPEAN_UNION
from marketplace.domain.freight import FreightTable
from marketplace.domain.ids import ContractId
from marketplace.domain.mass import NO_MASS, Mass
from marketplace.domain.money import Incoterm
from marketplace.domain.shipments.containers import USUAL_CAPACITY, Carriage
from marketplace.domain.shipments.freight import saved_per_tonne

HUNDRED, ONE = Decimal(100), Decimal(1)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An approved contract whose cacao has not left."""

    contract_id: ContractId
    code: str
    collection_point: str
    destination: str
    window: tuple[date, date]
    volume: Mass
    incoterm: Incoterm

    @property
    def market(self) -> str:
        """Where it is brought: within the Union one port serves all countries."""
        country = self.destination.partition("-")[0]
        return "EU" if country in EUROPEAN_UNION else self.destination


@dataclass(frozen=True, slots=True)
class ContainerPlan:
    """Contracts that could travel together, in the days that all of them allow."""

    members: tuple[Candidate, ...]
    window: tuple[date, date]
    volume: Mass
    carriage: Carriage

    @property
    def fill_percent(self) -> Decimal:
        """How full the container is, in percent, rounded for reading only."""
        share = self.volume.kilograms * HUNDRED / USUAL_CAPACITY[self.carriage].kilograms
        return share.quantize(ONE, ROUND_HALF_UP)

    @property
    def left(self) -> Mass:
        """What still fits."""
        return USUAL_CAPACITY[self.carriage] - self.volume

    def saving(self, table: FreightTable) -> Decimal | None:
        """Say what a tonne saves on average over travelling alone, in USD, rounded; None where a rate is missing."""
        if self.volume <= NO_MASS:
            return None
        total = Decimal(0)
        for each in self.members:
            saved = saved_per_tonne(
                table, each.incoterm, destination=each.destination, alone=each.volume, together=self.volume
            )
            if saved is None:
                return None
            total += saved * each.volume.tonnes
        return (total / self.volume.tonnes).quantize(ONE, ROUND_HALF_UP)


def container_plans(candidates: Iterable[Candidate]) -> list[ContainerPlan]:
    """Put contracts into containers, those whose window ends first to begin with; the same answer in any order."""
    groups: dict[tuple[str, str], list[Candidate]] = {}
    for each in sorted(candidates, key=lambda one: (one.window[1], one.window[0], one.code)):
        groups.setdefault((each.collection_point.casefold(), each.market), []).append(each)
    plans = [plan for group in groups.values() for plan in _filled(group)]
    return sorted(plans, key=lambda plan: (plan.window[1], plan.members[0].code))


def _filled(waiting: Sequence[Candidate]) -> list[ContainerPlan]:
    plans = []
    while waiting:
        plan, waiting = _fill(waiting)
        plans.append(plan)
    return plans


def _fill(waiting: Sequence[Candidate]) -> tuple[ContainerPlan, list[Candidate]]:
    """Fill one container with the first that waits and whatever else fits; return it with those left over."""
    first, *others = waiting
    members, left, (start, end), volume = [first], [], first.window, first.volume
    for each in others:
        common = max(start, each.window[0]), min(end, each.window[1])
        if common[0] <= common[1] and volume + each.volume <= USUAL_CAPACITY[Carriage.CONTAINER_40]:
            members.append(each)
            (start, end), volume = common, volume + each.volume
        else:
            left.append(each)
    small = volume <= USUAL_CAPACITY[Carriage.CONTAINER_20]
    carriage = Carriage.CONTAINER_20 if small else Carriage.CONTAINER_40
    return ContainerPlan(tuple(members), (start, end), volume, carriage), left
