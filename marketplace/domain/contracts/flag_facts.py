"""What the flags of a contract are worked out from, beside its terms."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from marketplace.domain.certificates import Certificate
from marketplace.domain.lots import EudrStatus
from marketplace.domain.money import UnitPrice
from marketplace.domain.physical import Grade
from marketplace.domain.prices import References


@dataclass(frozen=True, slots=True)
class Shares:
    """How much of a year's approved value goes through each side, this contract with it, in percent."""

    producer: Decimal
    maker: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagFacts:
    """What is known of the lot, of the two sides and of the day.

    `certificates` are those that the group holds, `earlier_contracts` counts approved ones between the two parties,
    `cadmium_max` is what the maker's demand or its recipe allows in the beans, None where no demand says so. `asked` is
    what the group asks for the lot, `shares` what each side has of a year's approved value, None where there is too
    little yet. `high_risk_plots` counts those whose cacao is in the lot now, `balance_errors` what cannot be in its
    mass balance; `suspended` names the sides that may not trade now.
    """

    certificates: Collection[Certificate]
    references: References
    cadmium: Decimal | None
    cadmium_max: Decimal | None
    moisture: Decimal | None
    grade: Grade | None
    earlier_contracts: int
    today: date
    fermentation: Decimal | None = None
    off: Decimal | None = None
    asked: UnitPrice | None = None
    shares: Shares | None = None
    balance_errors: int = 0
    eudr_status: EudrStatus = EudrStatus.NOT_READY
    high_risk_plots: int = 0
    is_held: bool = False
    suspended: tuple[str, ...] = ()
