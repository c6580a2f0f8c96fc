"""How ties are settled so that anybody can check it: a salt committed to before bidding, revealed after closing."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from marketplace.domain.tenders.terms import TieRule


def commitment(salt: str, minimum: Decimal) -> str:
    """Commit to a draw and to the minimum price without telling either: SHA-256 (hex) of `salt:minimum`.

    The minimum is written with two decimals, as it is printed: `8f3a…:5600.00`.
    """
    return _hash(f"{salt}:{minimum:.2f}")


def drawn(salt: str, receipt: str) -> str:
    """Draw for one bid: SHA-256 (hex) of `salt:receipt`; of equal prices the smallest comes first."""
    return _hash(f"{salt}:{receipt}")


def is_committed(salt: str, minimum: Decimal, *, published: str) -> bool:
    """Say whether a revealed salt and minimum are those that were committed to."""
    return commitment(salt, minimum) == published


@dataclass(frozen=True, slots=True)
class Arrival:
    """What decides among equal prices: when a bid got its present form, and the receipt its maker was given."""

    at: datetime
    receipt: str


def tie_order(rule: TieRule, salt: str) -> Callable[[Arrival], tuple[str, str]]:
    """Say how bids of one price are ordered under a rule; what arrived in the same microsecond is drawn for."""
    if rule is TieRule.DRAW:
        return lambda arrival: ("", drawn(salt, arrival.receipt))
    return lambda arrival: (arrival.at.isoformat(timespec="microseconds"), drawn(salt, arrival.receipt))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
