"""Reads the fictional market from its files, with every date moved so that its day is the day of seeding."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from marketplace.domain.contracts.fixing import day_in_lima

WORLD = Path(__file__).parent / "world" / "market.json"


@dataclass(frozen=True, slots=True)
class World:
    """The fictional market as of `now`."""

    facts: dict[str, Any]
    now: datetime

    @property
    def today(self) -> date:
        """The day of seeding."""
        return day_in_lima(self.now)

    def day(self, text: str) -> date:
        """Move a date of the file by as many days as the market is older than today."""
        return date.fromisoformat(text) + (self.today - date.fromisoformat(self.facts["meta"]["as_of"]))

    def days_ago(self, days: int, hour: int = 9) -> datetime:
        """Say a moment some days before the day of seeding; never after `now`."""
        moment = datetime.combine(self.today - timedelta(days=days), time(hour, 0), self.now.tzinfo)
        return min(moment, self.now)


def read_world(now: datetime) -> World:
    """Read the market as if its day were today; numbers as decimals."""
    return World(json.loads(WORLD.read_text(encoding="utf-8"), parse_float=Decimal), now)
