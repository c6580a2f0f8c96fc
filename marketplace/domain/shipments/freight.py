"""What a shipment costs, and how it is shared by weight to the cent; what sharing a container saves."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from marketplace.domain.contracts.clauses import Side
from marketplace.domain.errors import Reason, reason
from marketplace.domain.freight import FreightMode, FreightTable
from marketplace.domain.mass import NO_MASS, Mass
from marketplace.domain.money import Incoterm, Money, smallest_unit
from marketplace.domain.ranges import is_share


class CostKind(StrEnum):
    """What money is spent on along the way."""

    INLAND = "inland"
    EXPORT = "export"
    FREIGHT = "freight"
    INSURANCE = "insurance"
    DESTINATION = "destination"
    STORAGE = "storage"
    OTHER = "other"


TO_THE_PORT: frozenset[CostKind] = frozenset({CostKind.INLAND, CostKind.EXPORT})
MAIN_WAY: frozenset[CostKind] = frozenset({CostKind.FREIGHT, CostKind.INSURANCE})
GROUP_PAYS: dict[Incoterm, frozenset[CostKind]] = {
    Incoterm.EXW: frozenset(),
    Incoterm.FCA: TO_THE_PORT,
    Incoterm.FOB: TO_THE_PORT,
    Incoterm.CIF: TO_THE_PORT | MAIN_WAY,
    Incoterm.CIP: TO_THE_PORT | MAIN_WAY,
    Incoterm.DAP: TO_THE_PORT | MAIN_WAY | {CostKind.DESTINATION},
}
"""What the group pays under each term (domain.md 4.3); everything else is the maker's."""
MOST = Decimal(10_000_000)
LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class CostTerms:
    """One cost of a shipment, for all that it carries."""

    kind: CostKind
    money: Money
    note: str | None = None


def cost_faults(cost: CostTerms) -> list[Reason]:
    """List what is wrong with a cost: no amount, parts of a cent, an endless note."""
    found = []
    amount = cost.money.amount
    if not is_share(amount, MOST) or amount % smallest_unit(cost.money.currency):
        found.append(reason("shipment.cost_out_of_range", "amount", most=MOST))
    if len((cost.note or "").strip()) > LONGEST_NOTE:
        found.append(reason("shipment.note_too_long", "note", limit=LONGEST_NOTE))
    return found


def borne_by(kind: CostKind, incoterm: Incoterm) -> Side:
    """Say which side of a contract pays its share of a cost."""
    return Side.PRODUCER if kind in GROUP_PAYS[incoterm] else Side.MAKER


def split_by_weight(money: Money, weights: Sequence[Mass]) -> list[Money]:
    """Share money by weight so that the shares add up exactly: the largest remainders get the last units.

    Of equal remainders the first in order gets it. Raises `ValueError` where nothing weighs anything.
    """
    total = sum(each.grams for each in weights)
    if total <= 0:
        msg = "nothing to share by: all weights are nil"
        raise ValueError(msg)
    unit = smallest_unit(money.currency)
    units = int(money.amount / unit)
    whole = [units * each.grams // total for each in weights]
    rest = [units * each.grams % total for each in weights]
    by_rest = sorted(range(len(weights)), key=lambda place: (-rest[place], place))
    for place in by_rest[: units - sum(whole)]:
        whole[place] += 1
    return [Money(each * unit, money.currency) for each in whole]


def saved_per_tonne(
    table: FreightTable, incoterm: Incoterm, *, destination: str, alone: Mass, together: Mass
) -> Decimal | None:
    """Say what a tonne saves when `alone` travels as part of `together`; None where there is no rate.

    A container costs the same however full it is, so its rate holds for a full one and rises as it empties.
    """
    apart = table.rate(incoterm, destination, volume=alone)
    full = table.rates.get((incoterm, destination, FreightMode.FCL))
    if apart is None or full is None or together <= NO_MASS:
        return None
    if table.mode(alone) is FreightMode.FCL:
        return Decimal(0)
    emptiness = max(Decimal(1), table.full_container.kilograms / together.kilograms)
    return apart - full * emptiness
