"""What makers seek and nobody has promised yet, told without telling of whom: never of fewer than three makers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from marketplace.domain.flavours import AXES, CORE, total_of
from marketplace.domain.ids import OrganizationId
from marketplace.domain.mass import NO_MASS, Mass

FEWEST = 3
"""Of fewer makers, or groups, nothing is told apart."""
Key = tuple[str | None, date | None]


@dataclass(frozen=True, slots=True)
class Need:
    """What one maker still seeks: the flavour family that matters most, the month, and how much of it how."""

    maker_id: OrganizationId
    family: str
    month: date
    volume: Mass
    is_organic: bool = False
    needs_eudr: bool = False


@dataclass(frozen=True, slots=True)
class UnmetCell:
    """What at least three makers together still seek; no family or month where only the sum may be told."""

    family: str | None
    month: date | None
    makers: int
    volume: Mass
    organic: Mass
    eudr: Mass


def family_of(tastes: Mapping[str, Decimal]) -> str:
    """Name the axis that matters most: of what sets a cacao apart if anything does, else of what every cacao has.

    `tastes` are weights of a demand or intensities of a lot; parts count for their total, ties go by the form's order.
    """
    sums: dict[str, Decimal] = dict.fromkeys(AXES, Decimal(0))
    for name, value in tastes.items():
        axis = name if name in sums else total_of(name)
        if axis in sums:
            sums[axis] = max(sums[axis], value)
    apart = [axis for axis in AXES if axis not in CORE and sums[axis] > 0]
    return max(apart or CORE, key=lambda axis: (sums[axis], -AXES.index(axis)))


def month_of(day: date) -> date:
    """Name a month by its first day."""
    return day.replace(day=1)


def gather(needs: Iterable[Need]) -> list[UnmetCell]:
    """Add up what is sought by family and month, coarser where fewer than three makers seek it, most volume first.

    What is told in one cell is in no other, so that no difference of two cells tells of a single maker.
    """
    rest, cells = [need for need in needs if need.volume > NO_MASS], []
    for coarseness in range(3):
        told, rest = _told(rest, coarseness)
        cells += told
    return sorted(cells, key=lambda cell: (cell.family is None, -cell.volume.kilograms, cell.month or date.max))


def _told(needs: list[Need], coarseness: int) -> tuple[list[UnmetCell], list[Need]]:
    groups: dict[Key, list[Need]] = {}
    for need in needs:
        groups.setdefault(_key(need, coarseness), []).append(need)
    cells, rest = [], []
    for (family, month), group in groups.items():
        makers = len({need.maker_id for need in group})
        if makers < FEWEST:
            rest += group
            continue
        volumes = (_sum(group), _sum(each for each in group if each.is_organic), _sum(n for n in group if n.needs_eudr))
        cells.append(UnmetCell(family, month, makers, *volumes))
    return cells, rest


def _key(need: Need, coarseness: int) -> Key:
    return (need.family, need.month) if coarseness == 0 else (need.family if coarseness == 1 else None, None)


def _sum(needs: Iterable[Need]) -> Mass:
    return sum((need.volume for need in needs), NO_MASS)


def median_asks(asks: Iterable[tuple[OrganizationId, str, Decimal]]) -> dict[str, Decimal]:
    """Give the median asking price of each family's lots, where at least three groups ask one."""
    by_family: dict[str, list[tuple[OrganizationId, Decimal]]] = {}
    for group, family, price in asks:
        by_family.setdefault(family, []).append((group, price))
    return dict(_medians(by_family))


def _medians(by_family: Mapping[str, list[tuple[OrganizationId, Decimal]]]) -> Iterator[tuple[str, Decimal]]:
    for family, asked in by_family.items():
        if len({group for group, _ in asked}) >= FEWEST:
            yield family, median(price for _, price in asked)
