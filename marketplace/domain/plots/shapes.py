"""What a plot looks like: points and outlines in whole millionths of a degree, so that nothing is lost on the way.

Six decimals are what the EU information system keeps of a coordinate (domain.md 5.3); a millionth of a degree is eleven
centimetres in Peru.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from itertools import chain
from typing import Any, NamedTuple

MICRO = 1_000_000
"""Parts of a degree."""
DIGITS = 6
MOST_LON, MOST_LAT = 180 * MICRO, 90 * MICRO
CUTTING = Context(prec=28, rounding=ROUND_DOWN)
FAINTEST, WIDEST = -DIGITS - 1, 2
"""Powers of ten of the first digit of a coordinate: less is nothing, more is on no globe."""
Bounds = tuple[int, int, int, int]


class ShapeKind(StrEnum):
    """What a plot was recorded as."""

    POINT = "point"
    POLYGON = "polygon"
    MULTI_POLYGON = "multi_polygon"


class Position(NamedTuple):
    """One place on the ground, WGS84, in millionths of a degree."""

    lon: int
    lat: int

    def __str__(self) -> str:
        """Say it as maps do, with all six decimals: `-76.100000, -8.100000`."""
        return f"{degrees_text(self.lon)}, {degrees_text(self.lat)}"


Ring = tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A plot's outline: a point has one ring of one position, a polygon one ring, a multi polygon one for each part.

    A ring ends where it begins. Holes are never kept: the EU system does not take them (domain.md 5.3). Whether the
    rings make sense is for `geodata.judging.judge_shape` to say, so that a faulty outline can be kept and drawn.
    """

    kind: ShapeKind
    rings: tuple[Ring, ...]

    def __post_init__(self) -> None:
        """Refuse what cannot even be drawn."""
        if not self.rings or not all(self.rings):
            msg = "a shape has at least one ring, and a ring at least one position"
            raise ValueError(msg)
        if self.kind is not ShapeKind.MULTI_POLYGON and len(self.rings) != 1:
            msg = f"a {self.kind} has one ring"
            raise ValueError(msg)
        if self.kind is ShapeKind.POINT and len(self.rings[0]) != 1:
            msg = "a point has one position"
            raise ValueError(msg)

    @property
    def is_point(self) -> bool:
        """Say whether it is a single place without extent."""
        return self.kind is ShapeKind.POINT

    @property
    def positions(self) -> Iterator[Position]:
        """Yield every position, ring by ring."""
        return chain.from_iterable(self.rings)

    @property
    def bounds(self) -> Bounds:
        """Return the least longitude and latitude and the greatest."""
        lons, lats = zip(*self.positions, strict=True)
        return min(lons), min(lats), max(lons), max(lats)

    def to_json(self) -> dict[str, Any]:
        """Say the shape as the database keeps it; `from_json` reads it back."""
        return {"kind": self.kind.value, "rings": [[[*position] for position in ring] for ring in self.rings]}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Shape":
        """Read what `to_json` said; raise `ValueError` for anything else."""
        try:
            kind, rings = ShapeKind(plain["kind"]), tuple(tuple(map(_position, ring)) for ring in plain["rings"])
        except (KeyError, TypeError) as error:
            msg = "not a shape"
            raise ValueError(msg) from error
        return cls(kind, rings)


def point(lon: int, lat: int) -> Shape:
    """Make a shape of one position, given in millionths of a degree."""
    return Shape(ShapeKind.POINT, ((Position(lon, lat),),))


def polygon(*rings: Iterable[tuple[int, int]]) -> Shape:
    """Make a shape of outlines in millionths of a degree: of one a polygon, of more a multi polygon."""
    made = tuple(tuple(Position(*each) for each in ring) for ring in rings)
    return Shape(ShapeKind.POLYGON if len(made) == 1 else ShapeKind.MULTI_POLYGON, made)


def micro(degrees: Decimal) -> int:
    """Return a coordinate in millionths of a degree, cut off after six decimals as the EU system does.

    Raises `ValueError` for what is on no globe, however many digits or whatever exponent it has.
    """
    return int(_millionths(degrees))


def rounded_micro(degrees: Decimal) -> int:
    """Return a coordinate in millionths of a degree, rounded half up instead of cut off; raise as `micro` does."""
    return int(_millionths(degrees).to_integral_value(ROUND_HALF_UP))


def _millionths(degrees: Decimal) -> Decimal:
    if degrees.is_finite():
        if FAINTEST <= degrees.adjusted() <= WIDEST:
            return degrees.scaleb(DIGITS, CUTTING)
        if not degrees or degrees.adjusted() < FAINTEST:
            return Decimal(0)
    msg = "no coordinate"
    raise ValueError(msg)


def decimals(degrees: Decimal) -> int:
    """Count the decimals with which a coordinate was written."""
    exponent = degrees.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def degrees_text(value: int) -> str:
    """Write millionths of a degree as degrees with all six decimals: `-8.100000`."""
    whole, part = divmod(abs(value), MICRO)
    return f"{'-' if value < 0 else ''}{whole}.{part:06d}"


def degrees(value: int) -> Decimal:
    """Return millionths of a degree as degrees, exactly."""
    return Decimal(value).scaleb(-DIGITS)


def _position(plain: Any) -> Position:  # noqa: ANN401 - JSON is whatever came
    lon, lat = plain
    if type(lon) is not int or type(lat) is not int:
        raise TypeError(plain)
    return Position(lon, lat)
