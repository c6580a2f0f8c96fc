"""What a file states of a register, line by line: a farmer, a plot, or both."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TypeVar

from marketplace.domain.errors import Reason
from marketplace.domain.plots.farmers import FarmerTerms
from marketplace.domain.plots.land import PlotTerms
from marketplace.domain.plots.register import Sex, Tenure

NOTHING_SAID = (None, "", Sex.UNSTATED, Tenure.UNSTATED)
Terms = TypeVar("Terms", FarmerTerms, PlotTerms)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLine:
    """One line of a file: its number there, whom and which plot it is about, and what is wrong with it.

    `farmer` is None where only the plot is named, or only a `label`, which may be a code of either or a name. `faults`
    keep the line out, `notes` do not; `offers` names the repairs that would mend the outline, `mended` the one applied.
    """

    number: int
    farmer: FarmerTerms | None = None
    plot: PlotTerms | None = None
    label: str | None = None
    faults: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()
    offers: tuple[str, ...] = ()
    mended: str | None = None

    def __repr__(self) -> str:
        """Say nothing of the person."""
        return f"<RegisterLine {self.number}>"


@dataclass(frozen=True, slots=True)
class KnownPlot:
    """A plot that is in the register already, and whose it is."""

    farmer_id: int
    terms: PlotTerms


@dataclass(frozen=True, slots=True)
class KnownRegister:
    """What is in a register already, by id."""

    farmers: Mapping[int, FarmerTerms] = field(default_factory=dict)
    plots: Mapping[int, KnownPlot] = field(default_factory=dict)


def merged(old: Terms, new: Terms) -> Terms:
    """Add to what is known what a line states: it corrects and adds, and takes nothing away."""
    stated = {each.name: getattr(new, each.name) for each in fields(new)}
    return replace(old, **{name: value for name, value in stated.items() if _is_said(name, value)})


def _is_said(name: str, value: object) -> bool:
    """Tell what is stated from what is left open; that somebody leads no more is said on the farmer's page."""
    return value not in NOTHING_SAID and (name != "is_leader" or value is True)


def name_key(name: str) -> str:
    """Bring a name to the form in which two spellings of it meet: no accents, no capitals, single blanks."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(each for each in plain if not unicodedata.combining(each)).split())
