"""Who gets what of a sealed-bid round: best price first, whole bags, exact, the same for everybody who computes it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from marketplace.domain.tenders.draws import Arrival, tie_order
from marketplace.domain.tenders.terms import PaymentRule, TenderTerms

HUNDRED = Decimal(100)


class Outcome(StrEnum):
    """What became of a bid, and why; not admitted is who may no longer trade when the bids are opened."""

    WON = "won"
    WON_PART = "won_part"
    OUTBID = "outbid"
    REST_TOO_SMALL = "rest_too_small"
    BELOW_MINIMUM = "below_minimum"
    NOT_ADMITTED = "not_admitted"


class Light(StrEnum):
    """How near a bid is to winning, without saying what others bid."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Sealed:
    """One standing bid as the award sees it; `key` names it."""

    key: int
    bags: int
    least_bags: int
    amount: Decimal
    arrival: Arrival


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one bid: its rank among all, the bags it gets, and what each tonne of them costs."""

    key: int
    rank: int
    outcome: Outcome
    bags: int = 0
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Award:
    """The whole award, in order of rank; `left` bags go back to the lot, `lowest` is the lowest price that won."""

    lines: tuple[Line, ...]
    left: int
    lowest: Decimal | None

    @property
    def winners(self) -> tuple[Line, ...]:
        """The bids that get bags."""
        return tuple(line for line in self.lines if line.bags)

    def line(self, key: int) -> Line:
        """Return the line of one bid; raises `KeyError`."""
        return {each.key: each for each in self.lines}[key]


def award(rules: TenderTerms, salt: str, *, bids: Iterable[Sealed]) -> Award:
    """Give bags to the best price first, ties by the published rule.

    A bid for more than is left gets the rest where that is at least its `least_bags`, else nothing, and the next bid
    is asked. Bids below the minimum get nothing.
    """
    left, lines = rules.bags, []
    for rank, bid in enumerate(ranked(rules, salt, bids=bids), start=1):
        given = _given(bid, left, rules.minimum.amount)
        lines.append(
            Line(bid.key, rank, _outcome(bid, given, left=left, minimum=rules.minimum.amount), given, bid.amount)
        )
        left -= given
    lowest = min((line.amount for line in lines if line.bags and line.amount is not None), default=None)
    return Award(tuple(_priced(line, rules, lowest) for line in lines), left, lowest)


def ranked(rules: TenderTerms, salt: str, *, bids: Iterable[Sealed]) -> list[Sealed]:
    """Order bids: the best price first, among equals by the published rule."""
    order = tie_order(rules.tie_rule, salt)
    return sorted(bids, key=lambda bid: (-bid.amount, *order(bid.arrival), bid.key))


def ties(bids: Sequence[Sealed]) -> list[list[Sealed]]:
    """Group the ranked bids that name one price, where there are several: those among whom the tie rule decided."""
    groups: list[list[Sealed]] = []
    for bid in bids:
        if groups and groups[-1][0].amount == bid.amount:
            groups[-1].append(bid)
        else:
            groups.append([bid])
    return [group for group in groups if len(group) > 1]


def light(rules: TenderTerms, salt: str, *, bids: Sequence[Sealed], key: int) -> Light:
    """Say how near a bid is to winning all it asks for: it would now; it would for `amber` percent more; neither."""
    if award(rules, salt, bids=bids).line(key).outcome is Outcome.WON:
        return Light.GREEN
    raised = [_raised(bid, rules.amber) if bid.key == key else bid for bid in bids]
    line = award(rules, salt, bids=raised).line(key)
    return Light.AMBER if line.outcome is Outcome.WON else Light.RED


def rank_of(rules: TenderTerms, salt: str, *, bids: Sequence[Sealed], key: int) -> int:
    """Say which place a bid holds among all that stand."""
    return [bid.key for bid in ranked(rules, salt, bids=bids)].index(key) + 1


def _given(bid: Sealed, left: int, minimum: Decimal) -> int:
    given = min(bid.bags, left)
    return given if bid.amount >= minimum and given >= bid.least_bags else 0


def _outcome(bid: Sealed, given: int, *, left: int, minimum: Decimal) -> Outcome:
    if bid.amount < minimum:
        return Outcome.BELOW_MINIMUM
    if given:
        return Outcome.WON if given == bid.bags else Outcome.WON_PART
    return Outcome.REST_TOO_SMALL if left else Outcome.OUTBID


def _priced(line: Line, rules: TenderTerms, lowest: Decimal | None) -> Line:
    if not line.bags:
        return replace(line, amount=None)
    return replace(line, amount=lowest) if rules.payment is PaymentRule.ONE_PRICE else line


def _raised(bid: Sealed, percent: int) -> Sealed:
    return replace(bid, amount=bid.amount * (HUNDRED + percent) / HUNDRED)
