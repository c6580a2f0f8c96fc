"""To how many bags a contract in force may be changed: what its lot can give, and what must not be undercut."""

from collections.abc import Iterator
from dataclasses import dataclass

from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import Reason, reason
from marketplace.domain.mass import Mass
from marketplace.domain.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class BagRoom:
    """What limits the bags of a contract: its way so far, bags of its lot that nobody else has, what its maker said.

    `minimum` is the lot's smallest parcel; `cap_left` what the bid behind it may come to beside those counted with it.
    """

    free: int
    minimum: int
    is_on_sale: bool
    milestone: Milestone | None
    cap_left: Mass | None = None


def may_resize(terms: ContractTerms, milestone: Milestone | None) -> bool:
    """Say whether the number of bags is still open: no frame's, and nothing of them made ready."""
    return terms.frame is None and milestone is Milestone.PREPARING


def resize_faults(old: ContractTerms, new: ContractTerms, *, room: BagRoom) -> list[Reason]:
    """List what keeps a contract from having another number of bags; nothing where it stays the same."""
    return [] if old.bags == new.bags else list(_resize_faults(old, new, room))


def _resize_faults(old: ContractTerms, new: ContractTerms, room: BagRoom) -> Iterator[Reason]:
    more = new.bags - old.bags
    if old.frame is not None:
        yield reason("amendment.bags_of_frame", "bags")
    elif not may_resize(old, room.milestone):
        yield reason("amendment.bags_made_ready", "bags")
    elif new.bags < room.minimum and more < 0:
        yield reason("amendment.below_minimum", "bags", limit=min(room.minimum, old.bags))
    elif more > 0 and not room.is_on_sale:
        yield reason("amendment.lot_not_for_sale", "bags")
    elif more > room.free:
        yield reason("amendment.not_enough_free", "bags", limit=old.bags + room.free, free=room.free)
    elif more > 0 and room.cap_left is not None and new.volume > room.cap_left:
        yield reason("amendment.above_cap", "bags", limit=room.cap_left.kilograms, value=new.volume.kilograms)


def paid_faults(paid: Money, total: Money) -> list[Reason]:
    """List that more was paid already than fewer bags would cost, and by how much."""
    if paid.amount <= total.amount:
        return []
    said = {"paid": paid, "total": total, "more": paid - total}
    return [reason("amendment.paid_more", "bags", **{name: _said(money) for name, money in said.items()})]


def _said(money: Money) -> str:
    return f"{money.amount:,} {money.currency}"
