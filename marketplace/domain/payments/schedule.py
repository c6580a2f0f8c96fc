"""The schedule of a contract's money: what is planned, when it falls due, and what a change makes of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from marketplace.domain.books.postings import Parts
from marketplace.domain.contracts.clauses import BalanceBasis
from marketplace.domain.contracts.life import deposit_of
from marketplace.domain.contracts.milestones import DOCUMENTS_TIME, Milestone
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.fees import fees_of
from marketplace.domain.ids import InstalmentId
from marketplace.domain.mass import Mass
from marketplace.domain.money import Currency, Money, no_money
from marketplace.domain.payments.life import InstalmentKind

DEPOSIT_TIME = timedelta(days=10)
"""A wire from abroad takes up to five working days, and somebody must order it first."""
FINAL_TIME = timedelta(days=10)
SEA_TIME = timedelta(days=35)
"""How long called bags are under way (Callao to Europe), where nobody reports their arrival."""

RAISED_AT: Mapping[BalanceBasis, Milestone] = {
    BalanceBasis.BEFORE_SHIPMENT: Milestone.READY_TO_SHIP,
    BalanceBasis.AGAINST_DOCUMENTS: Milestone.DOCUMENTS_SENT,
    BalanceBasis.AFTER_ARRIVAL: Milestone.ARRIVED,
}
"""The milestone at which the balance falls due."""
AFTER_SHIPMENT: Mapping[BalanceBasis, timedelta] = {
    BalanceBasis.BEFORE_SHIPMENT: timedelta(0),
    BalanceBasis.AGAINST_DOCUMENTS: DOCUMENTS_TIME,
    BalanceBasis.AFTER_ARRIVAL: SEA_TIME,
}
"""For called bags, which report no later milestone: how long after shipment the balance's days begin."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One part of a price before it is due."""

    kind: InstalmentKind
    parts: Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What was asked for one instalment, paid, and made of what was paid; each of price and fee.

    `dropped` is no longer asked for; `released` went to the group; of `returned`, `owed` had been released before.
    """

    id: InstalmentId
    kind: InstalmentKind
    is_planned: bool
    asked: Parts
    dropped: Parts
    paid: Parts
    returned: Parts
    released: Money
    owed: Money

    @property
    def net(self) -> Parts:
        """What is asked for in the end, paid or not."""
        return minus(minus(self.asked, self.dropped), self.returned)

    @property
    def open(self) -> Parts:
        """What is still to be paid."""
        return minus(minus(self.asked, self.dropped), self.paid)

    @property
    def kept(self) -> Parts:
        """What was paid and not given back."""
        return minus(self.paid, self.returned)

    @property
    def held(self) -> Money:
        """The price that was paid and is neither released nor given back."""
        return self.paid.price - self.released - (self.returned.price - self.owed)


@dataclass(frozen=True, slots=True)
class Lowering:
    """How one instalment is lowered: what is dropped of its open parts, what is given back of its paid ones."""

    id: InstalmentId
    drop: Parts
    back: Parts


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What brings the instalments of a contract to what it comes to: more to ask for, or some lowered."""

    more: Parts
    lowerings: tuple[Lowering, ...] = ()


def plus(one: Parts, other: Parts) -> Parts:
    """Add parts of the same currency."""
    return Parts(one.price + other.price, one.fee + other.fee)


def minus(one: Parts, other: Parts) -> Parts:
    """Subtract parts of the same currency."""
    return Parts(one.price - other.price, one.fee - other.fee)


def nothing(currency: Currency) -> Parts:
    """Give parts without price and fee."""
    return Parts(no_money(currency), no_money(currency))


def half_fee(price: Money, percent: Decimal | None) -> Money:
    """Give one side's half of the fee on a price."""
    return fees_of(price, percent or Decimal(0)).maker_fee


def with_fee(price: Money, percent: Decimal | None) -> Parts:
    """Put a price and the maker's half of the fee on it together."""
    return Parts(price, half_fee(price, percent))


def next_parts(price: Money, percent: Decimal | None, *, before: Parts) -> Parts:
    """Add a price to what is asked for `before`: its fee makes the sum of fees the fee of the sum, to the cent."""
    return Parts(price, half_fee(before.price + price, percent) - before.fee)


def plan(terms: ContractTerms, volume: Mass, *, before: Parts, credit: Money | None = None) -> list[Planned]:
    """Plan deposit and balance of a volume, less a `credit`, the deposit first; what comes to nothing is left out."""
    credit = credit or no_money(terms.price.currency)
    total, deposit = terms.price * volume, deposit_of(volume, terms.price, percent=terms.deposit_percent)
    found = []
    for kind, price in ((InstalmentKind.DEPOSIT, deposit), (InstalmentKind.BALANCE, total - deposit)):
        asked = max(price - credit, no_money(price.currency))
        credit -= price - asked
        if asked.amount:
            parts = next_parts(asked, terms.platform_fee_percent, before=before)
            found.append(Planned(kind, parts))
            before = plus(before, parts)
    return found


def balance_due(terms: ContractTerms, day: date) -> date:
    """Say when the balance is due that falls due with a milestone of `day`."""
    return day + timedelta(days=terms.balance_days)


def called_balance_due(terms: ContractTerms, shipped_on: date) -> date:
    """Say when the balance of called bags is due that were shipped on a day."""
    return balance_due(terms, shipped_on + AFTER_SHIPMENT[terms.balance_basis])


def counted(standings: Iterable[Standing]) -> list[Standing]:
    """Leave out interest, which comes on top of what the contract comes to."""
    return [each for each in standings if each.kind is not InstalmentKind.INTEREST]


def net_of(standings: Iterable[Standing], currency: Currency) -> Parts:
    """Add up what is asked for, interest left out."""
    total = nothing(currency)
    for each in counted(standings):
        total = plus(total, each.net)
    return total


def adjust(target: Parts, standings: Sequence[Standing]) -> Adjustment:
    """Bring raised instalments to what the contract comes to: ask for more, or lower the newest first.

    Price and fee may go different ways: storage adds to a price that bears no fee, short weight takes of both.
    """
    raised = [each for each in counted(standings) if not each.is_planned]
    none = no_money(target.price.currency)
    gap = minus(target, net_of(raised, none.currency))
    more = Parts(max(gap.price, none), max(gap.fee, none))
    return Adjustment(more, tuple(_lowered(raised, minus(more, gap))))


def end(keep: Parts, standings: Sequence[Standing]) -> Adjustment:
    """Let a contract's money end early: everything open is dropped, what was paid is given back beyond `keep`."""
    none = nothing(keep.price.currency)
    raised = [each for each in standings if not each.is_planned]
    drops = {each.id: each.open for each in raised}
    kept = none
    for each in counted(raised):
        kept = plus(kept, each.kept)
    backs = _taken(counted(raised), minus(kept, keep), lambda each: each.kept)
    return Adjustment(none, tuple(_joined(raised, drops, backs)))


def _lowered(raised: Sequence[Standing], less: Parts) -> Iterator[Lowering]:
    drops = _taken(raised, less, lambda each: each.open)
    for dropped in drops.values():
        less = minus(less, dropped)
    return _joined(raised, drops, _taken(raised, less, lambda each: each.kept))


def _joined(
    raised: Sequence[Standing], drops: Mapping[InstalmentId, Parts], backs: Mapping[InstalmentId, Parts]
) -> Iterator[Lowering]:
    for each in raised:
        none = nothing(each.asked.price.currency)
        lowering = Lowering(each.id, drops.get(each.id, none), backs.get(each.id, none))
        if lowering.drop != none or lowering.back != none:
            yield lowering


def _taken(raised: Sequence[Standing], less: Parts, room: Callable[[Standing], Parts]) -> dict[InstalmentId, Parts]:
    """Take parts out of the newest instalments first, from each no more than there is room for."""
    taken = {}
    for each in sorted(raised, key=lambda one: one.id, reverse=True):
        most = room(each)
        part = Parts(_at_most(less.price, most.price), _at_most(less.fee, most.fee))
        taken[each.id], less = part, minus(less, part)
    return taken


def _at_most(wanted: Money, most: Money) -> Money:
    return max(min(wanted, most), no_money(wanted.currency))
