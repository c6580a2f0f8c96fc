"""What a passport says of a lot: people and place, the journey, quality, price, certificates and evidence.

It says counts and districts; never a name of a farmer, never a plot: what was signed can never be taken back. All is
in codes and figures, so that the same passport is read in every language.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from marketplace.domain.certificates import Certificate
from marketplace.domain.evaluations import PanelEvaluation
from marketplace.domain.flavours import AXES, OFF_TOTAL, FlavourProfile
from marketplace.domain.laboratory import LabResult
from marketplace.domain.lots import EudrStatus
from marketplace.domain.mass import Mass
from marketplace.domain.passports.canonical import canonical, digest
from marketplace.domain.physical import PhysicalAnalysis
from marketplace.domain.plain import from_plain, to_plain
from marketplace.domain.plots.register import Sex
from marketplace.domain.prices import PriceStack

FORMAT = "mazorca-passport/1"
FEWEST_COUNTED = 5
"""Below so many farmers neither women's share nor districts are told: they would tell of persons."""
TENTH = Decimal("0.1")
HUNDRED = Decimal(100)
SCORED = (*AXES, OFF_TOTAL)


class LotStage(StrEnum):
    """One part of a lot's way from the plot to the port and beyond."""

    HARVESTED = "harvested"
    DELIVERED = "delivered"
    FERMENTED = "fermented"
    DRIED = "dried"
    SHIPPED = "shipped"
    ARRIVED = "arrived"


@dataclass(frozen=True, slots=True)
class Milestone:
    """One stage: its days as far as they are known, by which method it was done, and where."""

    stage: LotStage
    start: date | None = None
    end: date | None = None
    method: str | None = None
    days: Decimal | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """What one farmer of the group brought of a lot, for counting only."""

    farmer: int
    sex: Sex
    district: str | None
    grams: int


@dataclass(frozen=True, slots=True)
class People:
    """Who grew the lot, counted; shares are percent of the lot's mass."""

    traced_share: Decimal
    farmers: int
    women: int | None = None
    women_share: Decimal | None = None
    districts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Which lot it is, whose, from where, and how much; members are those of the whole group, as it states them."""

    code: str
    crop_year: int
    group: str
    producer: str | None
    country: str
    region: str
    province: str
    district: str
    altitude: tuple[int, ...]
    varieties: Mapping[str, Decimal]
    bags: int
    bag_weight: Mass
    is_fictional: bool
    members: int | None = None
    women_members: int | None = None
    is_women_led: bool = False
    story_en: str | None = None
    story_es: str | None = None
    note_en: str | None = None
    note_es: str | None = None


@dataclass(frozen=True, slots=True)
class Quality:
    """What panels and laboratories found: each panel with its spread, the newest analysis, the newest of each value."""

    panels: tuple[PanelEvaluation, ...] = ()
    analysis: PhysicalAnalysis | None = None
    lab: tuple[LabResult, ...] = ()


@dataclass(frozen=True, slots=True)
class Price:
    """Where the price goes, in US dollars a tonne, as the group makes it public; `share` in percent."""

    incoterm: str
    place: str
    stack: PriceStack
    share: Decimal


@dataclass(frozen=True, slots=True)
class Evidence:
    """How far the proof for the EU is, and since when."""

    status: EudrStatus
    since: date
    plots: int
    screened_on: date | None
    """Of the plots that fed the lot, the day of the dataset that is oldest; None while any was not screened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassportSays:
    """Everything that a passport says of its lot."""

    lot: Identity
    people: People | None
    journey: tuple[Milestone, ...]
    quality: Quality
    price: Price | None
    certificates: tuple[Certificate, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Former:
    """The passport that this one replaces, by its number and the SHA-256 of its bytes."""

    number: int
    digest: str


def people_of(brought: Sequence[Brought], volume: Mass) -> People | None:
    """Count who grew a lot; None where nothing of it is traced to a farmer."""
    if not brought:
        return None
    grams = sum(each.grams for each in brought)
    farmers = {each.farmer for each in brought}
    share = min(HUNDRED, _percent(grams, volume.grams))
    if len(farmers) < FEWEST_COUNTED:
        return People(share, len(farmers))
    of_women = [each for each in brought if each.sex is Sex.WOMAN]
    return People(
        traced_share=share,
        farmers=len(farmers),
        women=len({each.farmer for each in of_women}),
        women_share=_percent(sum(each.grams for each in of_women), grams),
        districts=tuple(sorted({each.district for each in brought if each.district})),
    )


def body_of(says: PassportSays, *, number: int, former: Former | None, issued_at: datetime) -> bytes:
    """Write the body of a passport: the bytes that are signed."""
    return canonical(
        {"format": FORMAT, "number": number, "former": former, "issued_at": _second(issued_at), "says": _said(says)}
    )


def says_the_same(body: Mapping[str, object], says: PassportSays) -> bool:
    """Say whether a passport that was issued says the same of its lot already."""
    return canonical(body["says"]) == canonical(_said(says))


def read_says(body: Mapping[str, object]) -> PassportSays:
    """Read what a passport says of its lot, also one that was issued long ago."""
    return from_plain(PassportSays, body["says"])


def changed_parts(former: Mapping[str, object] | None, body: Mapping[str, object]) -> tuple[str, ...]:
    """Name the parts in which a passport says something else than the one before it; none for the first."""
    if former is None:
        return ()
    before, after = former["says"], body["says"]
    return tuple(each.name for each in fields(PassportSays) if _part(before, each.name) != _part(after, each.name))


def _part(says: object, name: str) -> object:
    return says.get(name) if isinstance(says, Mapping) else None


def link_to(number: int, body: bytes) -> Former:
    """Name a passport for the one that replaces it."""
    return Former(number, digest(body))


def _said(says: PassportSays) -> dict[str, object]:
    """Leave out a panel's word to its producer, and the parts of each attribute."""
    plain: dict[str, object] = to_plain(replace(says, quality=replace(says.quality, panels=_told(says.quality.panels))))
    return plain


def _told(panels: Iterable[PanelEvaluation]) -> tuple[PanelEvaluation, ...]:
    return tuple(
        replace(each, comment=None, quality={}, means=_scored(each.means), deviations=_scored(each.deviations))
        for each in panels
    )


def _scored(profile: FlavourProfile) -> FlavourProfile:
    return {name: value for name, value in profile.items() if name in SCORED and value is not None}


def _second(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _percent(part: int, whole: int) -> Decimal:
    return (Decimal(part) * HUNDRED / Decimal(whole)).quantize(TENTH, ROUND_HALF_UP)
