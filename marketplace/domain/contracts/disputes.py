"""Who decides disputes when the parties have not said so: a dated custom of the alliance, which both may change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from marketplace.domain.contracts.clauses import Forum
from marketplace.domain.errors import Reason, reason

HOME = "PE"


class Reach(StrEnum):
    """Whether a contract stays at home or crosses a border."""

    HOME = "home"
    ABROAD = "abroad"


@dataclass(frozen=True, slots=True)
class DisputeCustom:
    """The forum, its place and the law that a new contract names, from a day on."""

    reach: Reach
    forum: Forum
    place: str | None
    law: str
    valid_from: date = date.min


USUAL: dict[Reach, DisputeCustom] = {
    Reach.HOME: DisputeCustom(Reach.HOME, Forum.LIMA_CHAMBER, "Lima", "Perú"),
    Reach.ABROAD: DisputeCustom(Reach.ABROAD, Forum.FCC, "Londres (London)", "Inglaterra y Gales (England and Wales)"),
}
"""In force until the alliance sets customs of its own: FCC serves non-members too, CMAA does not (domain.md 4.4)."""


def reach_of(producer_country: str, maker_country: str) -> Reach:
    """Say whether both parties sit in the country of this market."""
    return Reach.HOME if {producer_country, maker_country} == {HOME} else Reach.ABROAD


def custom_on(day: date, reach: Reach, *, customs: Iterable[DisputeCustom]) -> DisputeCustom:
    """Pick the newest custom that has begun on `day`, else the usual one."""
    begun = (each for each in customs if each.reach is reach and each.valid_from <= day)
    return max(begun, key=lambda each: each.valid_from, default=USUAL[reach])


def custom_faults(custom: DisputeCustom) -> list[Reason]:
    """List what keeps a custom from being anybody's: CMAA serves members only, and some law must be named."""
    found = []
    if custom.forum is Forum.CMAA:
        found.append(reason("contract.cmaa_serves_members_only", "forum"))
    if custom.forum is Forum.UNDECIDED:
        found.append(reason("contract.forum_open", "forum"))
    if not custom.law.strip():
        found.append(reason("contract.law_missing", "law"))
    return found
