"""How much cacao: mass in kilograms, and the trade's other units."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum


class MassUnit(StrEnum):
    """A unit in which the trade speaks of mass."""

    KILOGRAM = "kg"
    TONNE = "t"
    POUND = "lb"
    QUINTAL = "qq"


# The pound is the international one (0.45359237 kg); the quintal is Peru's trade quintal of 46 kg.
KILOGRAMS_IN: dict[MassUnit, Decimal] = {
    MassUnit.KILOGRAM: Decimal(1),
    MassUnit.TONNE: Decimal(1000),
    MassUnit.POUND: Decimal("0.45359237"),
    MassUnit.QUINTAL: Decimal(46),
}
GRAM = Decimal("0.001")


@dataclass(frozen=True, slots=True, order=True)
class Mass:
    """A mass in kilograms, exact to the gram."""

    kilograms: Decimal

    def __post_init__(self) -> None:
        """Refuse anything but a finite decimal."""
        kilograms: object = self.kilograms
        if not isinstance(kilograms, Decimal) or not kilograms.is_finite():
            msg = "kilograms must be a finite Decimal"
            raise TypeError(msg)

    @classmethod
    def of(cls, amount: Decimal | int, unit: MassUnit = MassUnit.KILOGRAM) -> "Mass":
        """Make a mass from `amount` of `unit`, rounded half up to the gram."""
        return cls((Decimal(amount) * KILOGRAMS_IN[unit]).quantize(GRAM, ROUND_HALF_UP))

    def to(self, unit: MassUnit) -> Decimal:
        """Say this mass in `unit`, unrounded."""
        return self.kilograms / KILOGRAMS_IN[unit]

    @property
    def tonnes(self) -> Decimal:
        """This mass in tonnes of 1,000 kg."""
        return self.kilograms / 1000

    @property
    def grams(self) -> int:
        """This mass in whole grams."""
        return int(self.kilograms * 1000)

    def __add__(self, other: "Mass") -> "Mass":
        """Add two masses."""
        return Mass(self.kilograms + other.kilograms)

    def __sub__(self, other: "Mass") -> "Mass":
        """Subtract a mass."""
        return Mass(self.kilograms - other.kilograms)

    def __mul__(self, times: int) -> "Mass":
        """Take so many of this mass: bags of one weight."""
        return Mass(self.kilograms * times)


NO_MASS = Mass(Decimal(0))


def bags_in(volume: Mass, bag_weight: Mass) -> int:
    """Count the whole bags of `bag_weight` that fit in `volume`."""
    return int(volume.kilograms // bag_weight.kilograms)


def bags_covering(volume: Mass, bag_weight: Mass) -> int:
    """Count the fewest whole bags of `bag_weight` that reach `volume`."""
    return -(-volume.grams // bag_weight.grams)
