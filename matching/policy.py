"""The rules a round is decided under: what misfit and contracts cost, whom the plan must serve, and what it aims at."""

from dataclasses import dataclass
from enum import StrEnum

from matching.checks import check_all_are, check_distinct, check_text, check_whole, malformed

WHOLE = 10_000
LARGEST_VOLUME = 10**12


class Who(StrEnum):
    """Whose cacao a floor is for."""

    WOMEN_LED = "women_led"
    FIRST_SALE = "first_sale"


class By(StrEnum):
    """Whose share a cap limits: no single one of them may have more."""

    GROUP = "group"
    REGION = "region"
    MAKER = "maker"


class Within(StrEnum):
    """Of which volume a share is a share: all that is traded, or what each maker takes."""

    MARKET = "market"
    MAKER = "maker"


class Measure(StrEnum):
    """What a plan may aim at; matching/README.md, "Aims", says exactly how each is counted."""

    GAINS = "gains"
    VOLUME = "volume"
    FIT = "fit"
    SMALLEST_SHARE = "smallest_share"
    BALANCE = "balance"


@dataclass(frozen=True, slots=True)
class Floor:
    """At least `share` (parts of 10,000) of the traded volume, and at least `grams`, come from such groups."""

    who: Who
    share: int = 0
    grams: int = 0

    def __post_init__(self) -> None:
        check_all_are("floor.who", (self.who,), kind=Who)
        check_whole("floor.share", self.share, least=0, most=WHOLE)
        check_whole("floor.grams", self.grams, least=0, most=LARGEST_VOLUME)


@dataclass(frozen=True, slots=True)
class ShareCap:
    """No single group, region or maker has more than `share` (parts of 10,000) of the volume."""

    by: By
    share: int
    within: Within = Within.MARKET

    def __post_init__(self) -> None:
        check_all_are("cap.by", (self.by,), kind=By)
        check_all_are("cap.within", (self.within,), kind=Within)
        check_whole("cap.share", self.share, least=1, most=WHOLE)
        if self.by is By.MAKER and self.within is Within.MAKER:
            raise malformed("cap", "a maker always has all of its own volume")


@dataclass(frozen=True, slots=True)
class Aim:
    """One aim; those after it may cost up to `give_up` (parts of 10,000) of what it could reach."""

    measure: Measure
    give_up: int = 0

    def __post_init__(self) -> None:
        check_all_are("aim.measure", (self.measure,), kind=Measure)
        check_whole("aim.give_up", self.give_up, least=0, most=WHOLE)


@dataclass(frozen=True, slots=True)
class Policy:
    """A round's policy, to be published before bids close; matching/README.md says why these defaults are sensible.

    `salt` seeds the tie rule. `contract_cost` (cents) is what every allocation must earn before it adds value.
    `misfit_cost` is the share of its ceiling that a maker would not pay for cacao of fit 0, in parts of 10,000.
    `aims` are pursued one after another.
    """

    salt: str = ""
    contract_cost: int = 2_500
    misfit_cost: int = 4_500
    floors: tuple[Floor, ...] = ()
    caps: tuple[ShareCap, ...] = ()
    aims: tuple[Aim, ...] = (Aim(Measure.GAINS),)

    def __post_init__(self) -> None:
        check_text("policy.salt", self.salt, may_be_empty=True)
        check_whole("policy.contract_cost", self.contract_cost, least=0)
        check_whole("policy.misfit_cost", self.misfit_cost, least=0, most=WHOLE)
        check_all_are("policy.floors", self.floors, kind=Floor)
        check_all_are("policy.caps", self.caps, kind=ShareCap)
        check_all_are("policy.aims", self.aims, kind=Aim)
        check_distinct("policy.floors", [floor.who for floor in self.floors])
        check_distinct("policy.caps", [(cap.by, cap.within) for cap in self.caps])
        check_distinct("policy.aims", [aim.measure for aim in self.aims])
        if not self.aims:
            raise malformed("policy.aims", "at least one aim is expected")
