"""Certificates that groups hold, and which of them a lot may claim."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from marketplace.domain.errors import Reason, reason

ONE_DAY = timedelta(days=1)
LONGEST_VALIDITY = timedelta(days=366 * 5)
REMINDED_BEFORE: tuple[int, ...] = (60, 30, 7)
"""Days before its end at which a group is reminded of a certificate; a renewal audit takes weeks."""
OVER = -1
"""The reminder that it is over."""


class Scheme(StrEnum):
    """A certification scheme of the cacao trade."""

    EU_ORGANIC = "EU_ORGANIC"
    NOP = "NOP"
    FAIRTRADE = "FAIRTRADE"
    RAINFOREST = "RAINFOREST"
    SPP = "SPP"
    DEMETER = "DEMETER"


ORGANIC: frozenset[Scheme] = frozenset({Scheme.EU_ORGANIC, Scheme.NOP, Scheme.DEMETER})
"""Schemes that make a lot organic in the eyes of price rules."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate of one holder, valid on both its first and its last day; from `withdrawn_on` on it is void."""

    scheme: Scheme
    holder: str
    number: str
    control_body: str
    valid_from: date
    valid_to: date
    scope: str | None = None
    withdrawn_on: date | None = None

    @property
    def ends_on(self) -> date:
        """Its last day in force: the one printed on it, or the one before it was withdrawn."""
        return self.valid_to if self.withdrawn_on is None else min(self.valid_to, self.withdrawn_on - ONE_DAY)

    def is_valid_on(self, day: date) -> bool:
        """Say whether it is in force on `day`."""
        return self.valid_from <= day <= self.ends_on


def certificate_faults(terms: Certificate) -> list[Reason]:
    """List what is wrong with a certificate as stated."""
    found = [
        reason(f"certificate.{name}_missing", name)
        for name in ("number", "control_body")
        if not getattr(terms, name).strip()
    ]
    if terms.valid_to < terms.valid_from:
        found.append(
            reason("certificate.ends_before_start", "valid_to", start=terms.valid_from, end=terms.valid_to),
        )
    elif terms.valid_to - terms.valid_from > LONGEST_VALIDITY:
        found.append(reason("certificate.too_long", "valid_to", start=terms.valid_from, end=terms.valid_to))
    return found


def covers(certificates: Iterable[Certificate], scheme: Scheme, *, start: date, end: date) -> bool:
    """Say whether certificates of `scheme`, one after the other, leave no day from `start` to `end` uncovered."""
    uncovered = start
    for each in sorted((held for held in certificates if held.scheme is scheme), key=lambda held: held.valid_from):
        if each.valid_from <= uncovered:
            uncovered = max(uncovered, each.ends_on + ONE_DAY)
    return uncovered > end


def claim_faults(
    claimed: Iterable[Scheme], certificates: Collection[Certificate], *, harvest_start: date, harvest_end: date
) -> list[Reason]:
    """List the schemes that a lot claims though its group does not hold them through the whole harvest."""
    held = {each.scheme for each in certificates}
    found = []
    for scheme in sorted(claimed):
        facts = {"scheme": scheme.value, "harvest_start": harvest_start, "harvest_end": harvest_end}
        if scheme not in held:
            found.append(reason("certificate.not_held", "certificates", scheme=scheme.value))
        elif not covers(certificates, scheme, start=harvest_start, end=harvest_end):
            found.append(reason("certificate.not_valid_at_harvest", "certificates", **facts))
    return found


def claimable(certificates: Collection[Certificate], *, harvest_start: date, harvest_end: date) -> frozenset[Scheme]:
    """Name the schemes that a lot of this harvest may claim."""
    held = {each.scheme for each in certificates}
    return frozenset(s for s in held if covers(certificates, s, start=harvest_start, end=harvest_end))


def valid_until(certificates: Iterable[Certificate], scheme: Scheme) -> date | None:
    """Say until when the newest certificate of `scheme` is in force, or None when there is none."""
    return max((each.ends_on for each in certificates if each.scheme is scheme), default=None)


def withdrawal_faults(terms: Certificate, on: date, *, why: str, today: date) -> list[Reason]:
    """List what is wrong with saying that a certificate was withdrawn on a day."""
    found = []
    if not terms.valid_from <= on <= terms.valid_to:
        found.append(
            reason("certificate.withdrawn_outside", "withdrawn_on", start=terms.valid_from, end=terms.valid_to)
        )
    elif on > today:
        found.append(reason("certificate.withdrawn_in_future", "withdrawn_on", today=today))
    if not why.strip():
        found.append(reason("certificate.withdrawal_unexplained", "why"))
    return found


def reminder_due(ends_on: date, *, today: date, reminded: int | None) -> int | None:
    """Say which reminder of the end is due: so many days before it, or `OVER` after it; None where none is.

    `reminded` is the last one that was sent, the largest being the first. One that was missed is not made up for.
    """
    left = (ends_on - today).days
    due = OVER if left < 0 else min((days for days in REMINDED_BEFORE if left <= days), default=None)
    return due if due is not None and (reminded is None or due < reminded) else None
