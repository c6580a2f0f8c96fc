"""How a person wishes to be told: by mail at once, once a day or not at all, and in which hours not."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from marketplace.domain.errors import Reason, reason
from marketplace.domain.notices.telling import Category
from marketplace.domain.notices.zones import ELSEWHERE, KNOWN_ZONES, ZONES

HOURS = 24
DAY = timedelta(days=1)


class Way(StrEnum):
    """How notices of one category reach a person; all stand in the inbox in any case."""

    AT_ONCE = "at_once"
    DIGEST = "digest"
    INBOX = "inbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """A person's wishes; quiet hours run from `quiet_from` to `quiet_to` by the clock of `zone`; equal means none."""

    turn: Way = Way.AT_ONCE
    news: Way = Way.AT_ONCE
    messages: Way = Way.AT_ONCE
    zone: str = ELSEWHERE
    quiet_from: int = 21
    quiet_to: int = 7
    digest_hour: int = 7

    def way(self, category: Category) -> Way:
        """Say how a category reaches the person."""
        return {Category.TURN: self.turn, Category.NEWS: self.news, Category.MESSAGES: self.messages}[category]

    def with_ways(self, ways: Mapping[Category, Way]) -> "Preferences":
        """Return the same wishes but for some categories."""
        turn, news, messages = (ways.get(each, self.way(each)) for each in Category)
        return replace(self, turn=turn, news=news, messages=messages)


def default_preferences(country: str | None) -> Preferences:
    """Return what holds until a person says otherwise: everything at once, but not at night where the person is."""
    return Preferences(zone=ZONES.get(country or "", ELSEWHERE))


def preference_faults(preferences: Preferences) -> list[Reason]:
    """List what is wrong with a person's wishes."""
    found = [
        reason("notice.hour_unknown", name)
        for name in ("quiet_from", "quiet_to", "digest_hour")
        if not 0 <= getattr(preferences, name) < HOURS
    ]
    return found if preferences.zone in KNOWN_ZONES else [*found, reason("notice.zone_unknown", "zone")]


def way_of(preferences: Preferences, category: Category, *, is_colleague: bool) -> Way:
    """Say how a notice travels; nobody is mailed what a colleague of the same organization did."""
    return Way.INBOX if is_colleague and category is not Category.TURN else preferences.way(category)


def is_quiet(at: datetime, preferences: Preferences) -> bool:
    """Say whether `at` falls in the person's quiet hours."""
    hour = at.astimezone(ZoneInfo(preferences.zone)).hour
    first, last = preferences.quiet_from, preferences.quiet_to
    if first <= last:
        return first <= hour < last
    return hour >= first or hour < last


def letter_due(at: datetime, preferences: Preferences, *, due_at: datetime | None = None) -> datetime:
    """Say when a letter that comes up at `at` leaves: at once, or after the quiet hours unless that were too late."""
    if not is_quiet(at, preferences):
        return at
    end = _next(at, preferences.quiet_to, zone=preferences.zone)
    return at if due_at is not None and at < due_at <= end else end


def digest_moment(now: datetime, preferences: Preferences) -> tuple[date, datetime]:
    """Return the last hour of the day's letter that has come, with the day it belongs to in the person's zone."""
    zone = ZoneInfo(preferences.zone)
    today = now.astimezone(zone).date()
    moment = _at(today, preferences.digest_hour, zone=preferences.zone)
    if moment <= now:
        return today, moment
    return today - DAY, _at(today - DAY, preferences.digest_hour, zone=preferences.zone)


def _next(at: datetime, hour: int, *, zone: str) -> datetime:
    """Find the next time at which the clock of a zone shows a full hour (or, in spring, what stands for it)."""
    today = at.astimezone(ZoneInfo(zone)).date()
    moment = _at(today, hour, zone=zone)
    return moment if moment > at else _at(today + DAY, hour, zone=zone)


def _at(day: date, hour: int, *, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(zone)).astimezone(UTC)
