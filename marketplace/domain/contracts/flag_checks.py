"""What flags forbid: an approval, a change that makes them worse, a decision by somebody who has not seen them."""

import hashlib
from collections.abc import Collection, Iterable
from decimal import Decimal

from marketplace.domain.errors import Reason, Refused, refuse_if_any

BLOCKING: frozenset[str] = frozenset(
    {
        "contract.below_floor",
        "contract.farm_gate_below_reference",
        "contract.substandard",
        "contract.high_risk_not_segregated",
        "contract.shipment_over",
    }
)
"""Flags with which no contract may be approved, whoever asks."""


FLOORS: frozenset[str] = frozenset({"contract.below_floor", "contract.farm_gate_below_reference"})
DRIFTING: frozenset[str] = frozenset({"share", "today"})
"""Facts that move from day to day without making a flag another one."""


def check_approvable(found: Iterable[Reason]) -> None:
    """Raise `Refused` with the flags that forbid approval."""
    refuse_if_any(flag for flag in found if flag.code in BLOCKING)


def check_changeable(found: Iterable[Reason], before: Iterable[Reason]) -> None:
    """Raise `Refused` with the flags that forbid a change, but for those that the terms in force have no better."""
    had = {flag.code: flag for flag in before}
    check_approvable(flag for flag in found if _is_worse(flag, had.get(flag.code)))


def _is_worse(flag: Reason, former: Reason | None) -> bool:
    if former is None:
        return True
    if flag.code in FLOORS:
        return Decimal(str(flag.facts["value"])) < Decimal(str(former.facts["value"]))
    return flag.facts != former.facts


def mark_of(flag: Reason) -> str:
    """Name a flag with its facts in a few signs, so that a page can say which flags it showed."""
    facts = sorted((name, str(value)) for name, value in flag.facts.items() if name not in DRIFTING)
    return hashlib.sha256(repr((flag.code, facts)).encode()).hexdigest()[:12]


def check_all_seen(found: Iterable[Reason], shown: Collection[str] | None) -> None:
    """Raise `Refused` when a flag came up after the page was opened; `shown` are marks, None where no page was."""
    if shown is not None and any(mark_of(flag) not in shown for flag in found):
        raise Refused("contract.flags_new")
