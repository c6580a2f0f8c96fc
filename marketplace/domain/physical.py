"""What the beans look like: moisture, bean count, cut test, and the grade that follows (ISO 2451, ISO 1114)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from marketplace.domain.errors import Reason, reason
from marketplace.domain.ranges import is_share, is_within

CUT_CLASSES: tuple[str, ...] = (
    "well_fermented",
    "partly_fermented",
    "violet",
    "slaty",
    "mouldy",
    "insect_damaged",
    "germinated",
    "flat",
)
"""The classes of the cut test; each bean is counted once, under its gravest defect."""

MASS_LIMITS: dict[str, Decimal] = {
    "foreign_matter": Decimal("0.75"),
    "sievings": Decimal("1.5"),
    "flat_by_mass": Decimal("1.5"),
    "cocoa_related_matter": Decimal("3.5"),
}
"""Most percent by mass (ISO 2451:2017)."""

DEFECTS: tuple[str, ...] = ("broken", *MASS_LIMITS)
"""What may be stated by mass beside the cut test; only broken beans have no limit."""

MOISTURE_AT_ORIGIN = Decimal("8.0")
MOISTURE_ON_DISCHARGE = Decimal("7.5")
WHOLE = Decimal(100)
ROUNDING = Decimal("0.4")  # eight classes, each rounded to a tenth, are at most 8 x 0.05 away from the whole
USUAL_BEANS_CUT = 300
LARGEST_BEAN_COUNT = 400
WETTEST = Decimal(40)


class Grade(StrEnum):
    """The grade of ISO 2451: one, two, or substandard."""

    ONE = "1"
    TWO = "2"
    SUBSTANDARD = "SS"


class BeanSize(StrEnum):
    """The size class of ISO 2451 by beans per 100 g."""

    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"


# Grade → most percent of mouldy, of slaty, and of insect-damaged, germinated and flat beans together.
GRADE_LIMITS: tuple[tuple[Grade, Decimal, Decimal, Decimal], ...] = (
    (Grade.ONE, Decimal(3), Decimal(3), Decimal(3)),
    (Grade.TWO, Decimal(4), Decimal(8), Decimal(6)),
)
LARGE_UP_TO = 100
MEDIUM_UP_TO = 120


@dataclass(frozen=True, slots=True)
class PhysicalAnalysis:
    """One physical analysis: percents of the cut test by `CUT_CLASSES`, percents by mass by `DEFECTS`."""

    analysed_on: date
    laboratory: str | None
    moisture: Decimal
    bean_count: int | None
    beans_cut: int
    cut_test: Mapping[str, Decimal]
    defects: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def other_defects(self) -> Decimal:
        """The percent of insect-damaged, germinated and flat beans together."""
        return sum((self.cut_test.get(name, Decimal(0)) for name in CUT_CLASSES[5:]), Decimal(0))

    @property
    def fermentation_index(self) -> Decimal:
        """The percent of well and partly fermented beans together."""
        return sum((self.cut_test.get(name, Decimal(0)) for name in CUT_CLASSES[:2]), Decimal(0))

    @property
    def grade(self) -> Grade:
        """The grade that the cut test gives."""
        return grade_of(self.cut_test)

    @property
    def bean_size(self) -> BeanSize | None:
        """The size class that the bean count gives."""
        return None if self.bean_count is None else bean_size_of(self.bean_count)


def grade_of(cut_test: Mapping[str, Decimal]) -> Grade:
    """Derive the grade from a cut test: the best one whose three limits all hold."""
    none = Decimal(0)
    others = sum((cut_test.get(name, none) for name in CUT_CLASSES[5:]), none)
    for grade, mouldy, slaty, other in GRADE_LIMITS:
        if cut_test.get("mouldy", none) <= mouldy and cut_test.get("slaty", none) <= slaty and others <= other:
            return grade
    return Grade.SUBSTANDARD


def bean_size_of(bean_count: int) -> BeanSize:
    """Derive the size class from beans per 100 g."""
    if bean_count <= LARGE_UP_TO:
        return BeanSize.LARGE
    return BeanSize.MEDIUM if bean_count <= MEDIUM_UP_TO else BeanSize.SMALL


def analysis_faults(terms: PhysicalAnalysis, *, today: date) -> list[Reason]:
    """List what cannot be true in an analysis; a wet or mouldy lot is no fault here, but it cannot be published."""
    found = []
    if terms.analysed_on > today:
        found.append(reason("physical.in_future", "analysed_on", value=terms.analysed_on, today=today))
    if not is_share(terms.moisture, WETTEST):
        found.append(reason("physical.moisture_impossible", "moisture", value=terms.moisture, most=WETTEST))
    if terms.bean_count is not None and not 0 < terms.bean_count <= LARGEST_BEAN_COUNT:
        found.append(
            reason("physical.bean_count_impossible", "bean_count", value=terms.bean_count, most=LARGEST_BEAN_COUNT)
        )
    if terms.beans_cut < 1:
        found.append(reason("physical.no_beans_cut", "beans_cut", value=terms.beans_cut))
    return [*found, *_percent_faults(terms.cut_test, CUT_CLASSES), *_percent_faults(terms.defects, DEFECTS)] or [
        *_whole_faults(terms.cut_test)
    ]


def analysis_warnings(terms: PhysicalAnalysis, *, varieties: Collection[str] = ()) -> list[Reason]:
    """List what a buyer will ask about; `native_white` beans never turn violet, so their cut test flatters less."""
    found = []
    if MOISTURE_ON_DISCHARGE < terms.moisture <= MOISTURE_AT_ORIGIN:
        found.append(
            reason("physical.moisture_high", "moisture", value=terms.moisture, limit=MOISTURE_ON_DISCHARGE),
        )
    if terms.beans_cut < USUAL_BEANS_CUT:
        found.append(reason("physical.few_beans_cut", "beans_cut", value=terms.beans_cut, usual=USUAL_BEANS_CUT))
    if "native_white" in varieties:
        found.append(reason("physical.white_seeds", "cut_test"))
    return found


def sale_faults(moisture: Decimal | None, grade: Grade | None, *, defects: Mapping[str, Decimal]) -> list[Reason]:
    """List why beans of this condition may not be sold: never measured, too wet, substandard, too much of a defect."""
    found = []
    if moisture is None or grade is None:
        found.append(reason("lot.physical_missing", "moisture"))
    if moisture is not None and moisture > MOISTURE_AT_ORIGIN:
        found.append(reason("lot.moisture_too_high", "moisture", value=moisture, limit=MOISTURE_AT_ORIGIN))
    if grade is Grade.SUBSTANDARD:
        found.append(reason("lot.substandard", "cut_test", grade=grade.value))
    for name, limit in MASS_LIMITS.items():
        value = defects.get(name)
        if value is not None and value > limit:
            found.append(reason(f"lot.{name}_too_high", name, value=value, limit=limit))
    return found


def _percent_faults(percents: Mapping[str, Decimal], known: Collection[str]) -> Iterator[Reason]:
    for name, value in percents.items():
        if name not in known:
            yield reason("physical.class_unknown", name, name=name)
        elif not is_within(value, WHOLE):
            yield reason("physical.percent_out_of_range", name, name=name, value=value)


def _whole_faults(cut_test: Mapping[str, Decimal]) -> Iterator[Reason]:
    for name in CUT_CLASSES:
        if name not in cut_test:
            yield reason("physical.class_missing", name, name=name)
    total = sum(cut_test.values(), Decimal(0))
    if abs(total - WHOLE) > ROUNDING:
        yield reason("physical.cut_test_not_whole", "cut_test", value=total, whole=WHOLE)
