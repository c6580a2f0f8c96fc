"""What somebody reads before meaning it, and its fingerprint: no word, no rate and no choice may change in between."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from marketplace.domain.bids.terms import BidTerms
from marketplace.domain.bids.worth import Worth
from marketplace.domain.plain import to_plain


@dataclass(frozen=True, slots=True)
class Promise:
    """Terms, what they are worth by the figures of the day, and what else was chosen with them, by name."""

    terms: BidTerms
    worth: Worth
    choices: Sequence[tuple[str, str | None]] = ()

    @property
    def digest(self) -> str:
        """The fingerprint, SHA-256; another day with the same figures is the same promise."""
        worth = to_plain(self.worth) | {"on": date.min.isoformat()}
        said = [self.terms.digest, worth, [list(each) for each in self.choices]]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
