"""What laboratories measured in a lot: cadmium and whatever else a buyer asks for."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from marketplace.domain.errors import Reason, reason
from marketplace.domain.ranges import is_within


class Analyte(StrEnum):
    """A substance that laboratories are asked to measure."""

    CADMIUM = "cadmium"
    LEAD = "lead"
    OCHRATOXIN_A = "ochratoxin_a"
    BENZO_A_PYRENE = "benzo_a_pyrene"
    PAH4 = "pah4"
    PESTICIDES = "pesticides"
    FREE_FATTY_ACIDS = "free_fatty_acids"


UNITS: dict[Analyte, str] = {
    Analyte.CADMIUM: "mg/kg",
    Analyte.LEAD: "mg/kg",
    Analyte.OCHRATOXIN_A: "µg/kg",
    Analyte.BENZO_A_PYRENE: "µg/kg fat",
    Analyte.PAH4: "µg/kg fat",
    Analyte.PESTICIDES: "mg/kg",
    Analyte.FREE_FATTY_ACIDS: "%",
}
MOST_CADMIUM = Decimal(20)
HIGHEST = Decimal(99_999_999)


@dataclass(frozen=True, slots=True)
class LabResult:
    """One measured substance; `samples` is how many samples the value is the mean of."""

    analyte: Analyte
    value: Decimal
    unit: str
    method: str | None
    laboratory: str | None
    samples: int | None
    sampled_on: date


def lab_faults(terms: LabResult, *, today: date) -> list[Reason]:
    """List what cannot be true in a laboratory's result; values are in `UNITS` of the analyte."""
    found = []
    if not is_within(terms.value, HIGHEST):
        found.append(reason("lab.value_negative", "value", value=terms.value))
    elif terms.analyte is Analyte.CADMIUM and terms.value > MOST_CADMIUM:
        found.append(reason("lab.cadmium_impossible", "value", value=terms.value, most=MOST_CADMIUM))
    if terms.unit != UNITS[terms.analyte]:
        found.append(reason("lab.unit_wrong", "unit", unit=terms.unit, expected=UNITS[terms.analyte]))
    if terms.samples is not None and terms.samples < 1:
        found.append(reason("lab.samples_too_few", "samples", value=terms.samples))
    if terms.sampled_on > today:
        found.append(reason("lab.in_future", "sampled_on", value=terms.sampled_on, today=today))
    return found
