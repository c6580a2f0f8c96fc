"""When a farmer's data may be erased, and what of them must be kept for how long.

Peru's law 29733 (articles 18 to 20) and GDPR (articles 15 to 17) let people ask what is kept of them and have it
erased, but for what another law asks to keep: who places cacao on the EU market keeps what proves its origin for five
years (Regulation (EU) 2023/1115, article 9; domain.md 5.1), and so do we for the packs that we handed out.
"""

from dataclasses import dataclass
from datetime import date

KEPT_YEARS = 5
DAY_MISSING = (2, 29)


@dataclass(frozen=True, slots=True)
class Erasure:
    """What becomes of a farmer's data: `kept_until` is the last day on which name and plots are kept for customs."""

    kept_until: date | None

    @property
    def is_whole(self) -> bool:
        """Whether nothing has to be kept."""
        return self.kept_until is None


def erasure_on(today: date, last_pack_on: date | None) -> Erasure:
    """Say what may be erased today of a farmer whose cacao was last part of a pack for customs on a day."""
    if last_pack_on is None:
        return Erasure(None)
    kept_until = years_after(last_pack_on, KEPT_YEARS)
    return Erasure(kept_until if kept_until >= today else None)


def years_after(day: date, years: int) -> date:
    """Give the same day some years later; for the 29th of February the 28th where there is none."""
    is_leap_day = (day.month, day.day) == DAY_MISSING
    return day.replace(year=day.year + years, day=28 if is_leap_day else day.day)


def address_after(user_id: int) -> str:
    """Give the address under which an erased account is kept; no mail can reach it."""
    return f"erased-{user_id}@erased.invalid"
