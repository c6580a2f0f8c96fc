"""Numbers, money, mass and time as the market prints them, in both languages."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from marketplace.domain.mass import Mass
from marketplace.domain.money import Currency, Incoterm, Money, UnitPrice
from marketplace.web import formats
from tests.web.sheet import a_sheet

PRICE = UnitPrice(Decimal(4780), Currency.USD, Incoterm.FOB, "Callao, PE (PECLL)")
FRIDAY = datetime(2026, 12, 4, 23, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


@contextmanager
def reading(locale: str) -> Iterator[None]:
    with a_sheet(locale).test_request_context():
        yield


@pytest.fixture
def english() -> Iterator[None]:
    with reading("en"):
        yield


@pytest.fixture
def spanish() -> Iterator[None]:
    with reading("es_PE"):
        yield


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (Decimal("9800.5"), 2, "9,800.50"),
        (Decimal("9800.50"), None, "9,800.5"),
        (Decimal(12500), None, "12,500"),
        (Decimal("1E+3"), None, "1,000"),
        (Decimal("0.125"), 2, "0.13"),
        (Decimal("-0.125"), 2, "\N{MINUS SIGN}0.13"),
        (Decimal("-0.004"), 2, "0.00"),
        (4167, 0, "4,167"),
        (None, 2, "\N{EM DASH}"),
    ],
)
def test_numbers_have_grouped_thousands_and_round_half_up(
    value: Decimal | int | None, places: int | None, written: str
) -> None:
    assert formats.number(value, places) == written


def test_equal_numbers_are_written_alike_however_they_came() -> None:
    assert formats.number(Decimal("1.50")) == formats.number(Decimal("1.5")) == "1.5"


def test_money_shows_cents_only_where_there_are_any(english: None) -> None:
    assert formats.money(Money(Decimal("4780.00"), Currency.USD)) == "USD 4,780"
    assert formats.money(Decimal("4780.5"), "USD") == "USD 4,780.50"


def test_soles_have_their_sign_in_peru(spanish: None) -> None:
    assert formats.money(Decimal("11.4"), "PEN") == "S/ 11.40"


def test_soles_have_their_code_abroad(english: None) -> None:
    assert formats.money(Decimal("11.4"), "PEN") == "PEN 11.40"


@pytest.mark.parametrize(("unit", "written"), [("t", "4,780 USD/t FOB Callao"), ("kg", "4.78 USD/kg FOB Callao")])
def test_a_price_never_stands_without_unit_and_basis(unit: str, written: str) -> None:
    assert formats.price(PRICE, unit) == written


@pytest.mark.parametrize(
    ("unit", "written"), [("kg", "12,500 kg"), ("t", "12.5 t"), ("lb", "27,558 lb"), ("qq", "271.7 qq")]
)
def test_a_mass_is_written_in_each_unit_of_the_trade(unit: str, written: str) -> None:
    assert formats.mass(Mass(Decimal(12500)), unit) == written


@pytest.mark.parametrize(("locale", "written"), [("en", "88.5%"), ("es_PE", "88.5\N{NARROW NO-BREAK SPACE}%")])
def test_a_percentage_counts_hundredths_and_is_written_in_the_readers_manner(locale: str, written: str) -> None:
    with reading(locale):
        assert {formats.percent(Decimal("88.5")), formats.quantity(Decimal("88.5"), "%")} == {written}


def test_a_measured_value_keeps_its_unit() -> None:
    assert formats.quantity(Decimal("0.310"), "mg/kg") == "0.31 mg/kg"


@pytest.mark.parametrize(
    ("locale", "written"), [("en", ("4 Dec 2026", "Friday 4 Dec")), ("es_PE", ("4 dic. 2026", "viernes 4 dic."))]
)
def test_dates_are_written_in_the_readers_language(locale: str, written: tuple[str, str]) -> None:
    with reading(locale):
        assert (formats.day(FRIDAY), formats.weekday(FRIDAY)) == written


def test_a_moment_names_its_zone(english: None) -> None:
    assert formats.moment(datetime(2026, 12, 4, 14, 5, tzinfo=UTC)) == "4 Dec 2026, 09:05, Lima time"


def test_the_city_of_a_clock_is_named_in_the_readers_language(spanish: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "get_timezone", lambda: ZoneInfo("Europe/Paris"))
    assert formats.moment(datetime(2026, 12, 4, 14, 5, tzinfo=UTC)) == "4 dic. 2026, 15:05, hora de París"


def test_the_day_of_a_moment_is_the_readers_own(english: None) -> None:
    assert formats.day(datetime(2026, 12, 5, 3, 0, tzinfo=UTC)) == "4 Dec 2026"


def test_machines_read_moments_in_utc() -> None:
    assert formats.iso(FRIDAY) == "2026-12-04T23:00:00Z"
    assert formats.iso(date(2026, 12, 4)) == "2026-12-04"


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (date(2026, 7, 12), date(2026, 7, 20), "12\N{EN DASH}20 Jul 2026"),
        (date(2026, 4, 12), date(2026, 7, 20), "12 Apr \N{EN DASH} 20 Jul 2026"),
        (date(2026, 12, 4), date(2027, 1, 8), "4 Dec 2026 \N{EN DASH} 8 Jan 2027"),
        (date(2026, 12, 4), date(2026, 12, 4), "4 Dec 2026"),
    ],
)
def test_a_stretch_of_days_says_nothing_twice(first: date, last: date, written: str, english: None) -> None:
    assert formats.days(first, last) == written


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (MONDAY, "until Friday 4 Dec, in 11 days"),
        (FRIDAY - timedelta(hours=20), "until tomorrow at 18:00"),
        (FRIDAY - timedelta(hours=2), "until today at 18:00"),
        (FRIDAY, "closed since 4 Dec 2026"),
    ],
)
def test_a_deadline_is_said_from_where_the_reader_stands(now: datetime, said: str, english: None) -> None:
    assert formats.deadline(FRIDAY, now) == said


def test_every_format_can_be_used_as_a_filter_and_as_a_function() -> None:
    page = "{{ value | number(1) }} {{ format_number(value, 1) }}"
    assert a_sheet().jinja_env.from_string(page).render(value=Decimal("9800.55")) == "9,800.6 9,800.6"


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (datetime(2027, 3, 24, 23, 0, tzinfo=UTC), "until Wednesday 24 Mar 2027, in 121 days"),
        (datetime(2026, 12, 4, 10, 59, tzinfo=UTC), "until Friday 4 Dec at 05:59, in 11 days"),
    ],
)
def test_a_far_deadline_has_its_year_and_one_in_the_night_its_hour(until: datetime, said: str, english: None) -> None:
    assert formats.deadline(until, MONDAY) == said
