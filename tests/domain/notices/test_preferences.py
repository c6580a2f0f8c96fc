"""Quiet hours and the hour of the day's letter, by the clock of wherever somebody is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from marketplace.domain.countries import EUROPEAN_UNION, ISO_3166
from marketplace.domain.notices.preferences import (
    Preferences,
    Way,
    default_preferences,
    digest_moment,
    is_quiet,
    letter_due,
    preference_faults,
    way_of,
)
from marketplace.domain.notices.telling import Category
from marketplace.domain.notices.zones import KNOWN_ZONES, ZONES

PARIS = Preferences(zone="Europe/Paris")
LIMA = Preferences(zone="America/Lima")
SPRING = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)

HOURS = st.integers(0, 23)
WISHES = st.builds(Preferences, zone=st.sampled_from(KNOWN_ZONES), quiet_from=HOURS, quiet_to=HOURS, digest_hour=HOURS)
ANY_TIME = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - UTC is added
NEAR_A_CHANGE = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes),
    st.sampled_from([SPRING, AUTUMN]),
    st.integers(-2000, 2000),
)
MOMENTS = st.one_of(ANY_TIME, NEAR_A_CHANGE)


def test_people_of_the_union_and_of_the_large_countries_find_their_own_clock() -> None:
    assert ZONES.keys() >= EUROPEAN_UNION | {"PE", "US", "CA", "GB", "CH", "JP", "KR", "AU", "NZ", "SG", "TW"}
    assert ZONES.keys() <= ISO_3166
    assert {"America/Chicago", "America/Denver", "America/Vancouver", "Pacific/Honolulu"} < set(KNOWN_ZONES)


@pytest.mark.parametrize("zone", KNOWN_ZONES)
def test_every_clock_that_may_be_chosen_runs(zone: str) -> None:
    assert ZoneInfo(zone).utcoffset(datetime(2026, 7, 1)) is not None  # noqa: DTZ001 - a clock reads its own time


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("at", "wishes", "leaves"),
    [
        (utc(2026, 11, 28, 15), LIMA, utc(2026, 11, 28, 15)),
        (utc(2026, 11, 28, 3), LIMA, utc(2026, 11, 28, 12)),  # 22 h in Lima
        (utc(2026, 11, 28, 11, 59), LIMA, utc(2026, 11, 28, 12)),
        (utc(2026, 11, 28, 22), PARIS, utc(2026, 11, 29, 6)),
        (utc(2026, 3, 28, 22), PARIS, utc(2026, 3, 29, 5)),  # the night has one hour less
        (utc(2026, 10, 24, 22), PARIS, utc(2026, 10, 25, 6)),  # and here one more
        (utc(2026, 11, 28, 13), Preferences(zone="UTC", quiet_from=12, quiet_to=14), utc(2026, 11, 28, 14)),
        (utc(2026, 11, 28, 2), Preferences(zone="UTC", quiet_from=8, quiet_to=8), utc(2026, 11, 28, 2)),
    ],
)
def test_a_letter_waits_for_the_end_of_quiet_hours(at: datetime, wishes: Preferences, leaves: datetime) -> None:
    assert letter_due(at, wishes) == leaves


def test_a_letter_does_not_wait_past_its_deadline() -> None:
    at = utc(2026, 11, 28, 3)
    assert letter_due(at, LIMA, due_at=at + timedelta(hours=2)) == at
    assert letter_due(at, LIMA, due_at=at + timedelta(hours=20)) == utc(2026, 11, 28, 12)


def test_what_is_late_already_can_wait_for_the_morning() -> None:
    at = utc(2026, 11, 28, 3)
    assert letter_due(at, LIMA, due_at=at) == utc(2026, 11, 28, 12)


@given(MOMENTS, WISHES)
@example(SPRING, Preferences(quiet_from=23, quiet_to=2))
@example(AUTUMN - timedelta(minutes=30), Preferences(quiet_from=2, quiet_to=3))
def test_no_letter_leaves_in_quiet_hours_or_waits_longer_than_a_day(at: datetime, wishes: Preferences) -> None:
    leaves = letter_due(at, wishes)
    assert not is_quiet(leaves, wishes)
    assert at <= leaves <= at + timedelta(hours=25)


@given(MOMENTS, WISHES, st.integers(1, 3000))
def test_whoever_is_told_in_time_is_told_before_the_deadline(at: datetime, wishes: Preferences, minutes: int) -> None:
    due_at = at + timedelta(minutes=minutes)
    assert letter_due(at, wishes, due_at=due_at) < due_at


@given(MOMENTS, WISHES)
def test_the_days_letter_has_its_hour_once_a_day(now: datetime, wishes: Preferences) -> None:
    day, moment = digest_moment(now, wishes)
    assert moment <= now < moment + timedelta(hours=25, minutes=1)
    assert moment.astimezone(ZoneInfo(wishes.zone)).date() == day


@given(MOMENTS, WISHES)
def test_every_day_has_a_letter_of_its_own(now: datetime, wishes: Preferences) -> None:
    days = [digest_moment(now + timedelta(hours=hours), wishes)[0] for hours in range(24 * 4)]
    assert sorted(set(days)) == [days[0] + timedelta(days=number) for number in range(len(set(days)))]
    assert days == sorted(days)


def test_before_the_hour_yesterdays_letter_is_the_last() -> None:
    assert digest_moment(utc(2026, 11, 28, 11), LIMA) == (date(2026, 11, 27), utc(2026, 11, 27, 12))
    assert digest_moment(utc(2026, 11, 28, 12), LIMA) == (date(2026, 11, 28), utc(2026, 11, 28, 12))


@pytest.mark.parametrize(
    ("country", "zone"),
    [("PE", "America/Lima"), ("FR", "Europe/Paris"), ("KE", "Europe/Paris"), (None, "Europe/Paris")],
)
def test_the_night_is_the_night_of_the_country(country: str | None, zone: str) -> None:
    assert default_preferences(country).zone == zone


def test_nobody_is_mailed_a_colleagues_doings_but_everybody_their_turn() -> None:
    assert way_of(PARIS, Category.NEWS, is_colleague=True) is Way.INBOX
    assert way_of(PARIS, Category.TURN, is_colleague=True) is Way.AT_ONCE
    assert way_of(PARIS, Category.NEWS, is_colleague=False) is Way.AT_ONCE


def test_wishes_differ_by_category() -> None:
    changed = PARIS.with_ways({Category.NEWS: Way.DIGEST})
    assert [changed.way(each) for each in Category] == [Way.AT_ONCE, Way.DIGEST, Way.AT_ONCE]


def test_an_hour_has_to_be_on_the_clock_and_a_zone_on_the_list() -> None:
    wrong = Preferences(zone="Moon/Tranquility", quiet_from=24, digest_hour=-1)
    assert [(each.code, each.field) for each in preference_faults(wrong)] == [
        ("notice.hour_unknown", "quiet_from"),
        ("notice.hour_unknown", "digest_hour"),
        ("notice.zone_unknown", "zone"),
    ]
    assert preference_faults(LIMA) == []
