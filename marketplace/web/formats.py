"""How numbers, money, mass and time are printed, in Peru's manner and in English: both write 9,800.50.

Babel knows the words of dates but takes 20 µs and more for each; a list page prints hundreds of values, so every
answer is remembered by value and language.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location
from flask import Flask
from flask_babel import get_timezone, gettext, ngettext

from marketplace import clock
from marketplace.domain.mass import Mass, MassUnit
from marketplace.domain.money import Money, UnitPrice
from marketplace.forms.destinations import destination_name
from marketplace.wording import reader_locale

MORNING = 7
REMEMBERED = 8192
MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"
NOTHING = "\N{EM DASH}"
PERCENT = "%"
THIN = "\N{NARROW NO-BREAK SPACE}"
DESTINATION = re.compile("[A-Z]{2}(-[A-Z]{2,3})?")
PLACES_OF = {MassUnit.KILOGRAM: 0, MassUnit.TONNE: 3, MassUnit.POUND: 0, MassUnit.QUINTAL: 1}


def register_formats(app: Flask) -> None:
    """Give templates each format as a filter and as a function."""
    app.jinja_env.filters.update(FORMATS)
    app.jinja_env.globals.update({f"format_{name}": function for name, function in FORMATS.items()})


def number(value: Decimal | int | None, places: int | None = None) -> str:
    """Write a number with grouped thousands, rounded half up to `places`, or with no idle zeros where not given."""
    return NOTHING if value is None else _number(value, places)


@lru_cache(REMEMBERED)
def _number(value: Decimal | int, places: int | None) -> str:
    if isinstance(value, int):
        value = Decimal(value)
    if places is None:
        text = f"{value:,f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        text = f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"
    negative = text.startswith("-")
    text = text.lstrip("-")
    return MINUS + text if negative and text.strip("0.") else text


def quantity(value: Decimal | int | None, unit: str, *, places: int | None = None) -> str:
    """Write a number with its unit: `0.31 mg/kg`; a percentage as all are written."""
    if unit == PERCENT:
        return percent(value, places)
    return NOTHING if value is None else f"{_number(value, places)} {unit}"


def percent(value: Decimal | int | None, places: int | None = None) -> str:
    """Write a value that already counts hundredths: `88` is `88%` in English, `88 %` with a narrow space in Spanish."""
    gap = THIN if _language() == "es" else ""
    return NOTHING if value is None else f"{_number(value, places)}{gap}{PERCENT}"


def money(amount: Money | Decimal | int | None, currency: str = "", *, places: int | None = None) -> str:
    """Write money as `USD 4,780`, with cents where there are any; soles are `S/` to readers of Spanish."""
    if amount is None:
        return NOTHING
    if isinstance(amount, Money):
        currency = amount.currency.value
        amount = amount.amount
    sign = "S/" if currency == "PEN" and _language() == "es" else currency
    has_cents = amount != int(amount)
    return f"{sign} {_number(amount, (2 if has_cents else 0) if places is None else places)}"


def price(value: UnitPrice | None, unit: str = "t") -> str:
    """Write a price with unit and basis: `4,780 USD/t FOB Callao`; `unit` may be `t` or `kg`."""
    return NOTHING if value is None else f"{price_amount(value, unit)} {value.currency.value}/{unit} {basis(value)}"


def price_amount(value: UnitPrice, unit: str = "t") -> str:
    """Write the bare number of a price, for places that set unit and basis in their own type."""
    per_unit = value.per_kilogram() if unit == "kg" else value.amount
    has_cents = unit == "kg" or per_unit != int(per_unit)
    return _number(per_unit, 2 if has_cents else 0)


def basis(value: UnitPrice) -> str:
    """Write what a price includes: incoterm and place, `FOB Callao`; a destination's code (`FR`) by its name."""
    place = value.place.partition(",")[0]
    return f"{value.incoterm.value} {destination_name(place) if DESTINATION.fullmatch(place) else place}"


def mass(value: Mass | None, unit: str = "kg", *, places: int | None = None) -> str:
    """Write a mass in kg, t, lb or qq (Peru's trade quintal of 46 kg)."""
    if value is None:
        return NOTHING
    wanted = MassUnit(unit)
    if places is None and wanted in (MassUnit.TONNE, MassUnit.QUINTAL):
        return f"{_number(value.to(wanted).quantize(Decimal(1).scaleb(-PLACES_OF[wanted])), None)} {unit}"
    return f"{_number(value.to(wanted), PLACES_OF[wanted] if places is None else places)} {unit}"


def bags(count: int) -> str:
    """Write a number of bags in words: `112 bags`."""
    return str(ngettext("%(number)s bag", "%(number)s bags", count, number=_number(count, 0)))


def day(value: date | datetime | None) -> str:
    """Write a date: `4 Dec 2026`, `4 dic. 2026`; a moment is written as its day in the reader's time zone."""
    return NOTHING if value is None else _pattern(_local_day(value), "d MMM y", language=_language())


def weekday(value: date | datetime) -> str:
    """Write a near date: `Friday 4 Dec`, `viernes 4 dic.`."""
    return _pattern(_local_day(value), "EEEE d MMM", language=_language())


def month(value: date) -> str:
    """Write a month: `March 2027`, `marzo 2027`."""
    language = _language()
    said = _pattern(value, "LLLL y", language=language)
    return said.lower() if language == "es" else said


def moment(value: datetime | None) -> str:
    """Write a moment with its zone: `4 Dec 2026, 09:05, Lima time`."""
    if value is None:
        return NOTHING
    zone = _zone()
    local = value.astimezone(zone)
    date = _pattern(local.date(), "d MMM y", language=_language())
    time = local.strftime("%H:%M")
    return str(gettext("%(date)s, %(time)s, %(city)s time", date=date, time=time, city=_city(zone, _language())))


def clock_time(value: datetime) -> str:
    """Write the time of day in the reader's time zone: `09:05`."""
    return value.astimezone(_zone()).strftime("%H:%M")


def iso(value: date | datetime) -> str:
    """Write a date or a moment (in UTC, to the second) for machines, as `<time datetime>` wants it."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else value.isoformat()


def days(first: date, last: date) -> str:
    """Write a stretch of days as briefly as it can be said: `12-20 Jul 2026`, `12 Apr - 20 Jul 2026`."""
    language = _language()
    end = _pattern(last, "d MMM y", language=language)
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{DASH}{end}"
    start = _pattern(first, "d MMM" if first.year == last.year else "d MMM y", language=language)
    return f"{start} {DASH} {end}"


def deadline(until: datetime, now: datetime | None = None) -> str:
    """Say how long something waits: `until Friday 4 Dec, in 11 days`, or since when it is over."""
    now = now or clock.now()
    left = (_local_day(until) - _local_day(now)).days
    if until <= now:
        return str(gettext("closed since %(date)s", date=day(until)))
    if left == 0:
        return str(gettext("until today at %(time)s", time=clock_time(until)))
    if left == 1:
        return str(gettext("until tomorrow at %(time)s", time=clock_time(until)))
    named = last_day(until, now)
    return str(ngettext("until %(date)s, in %(num)d day", "until %(date)s, in %(num)d days", left, date=named))


def last_day(until: datetime, now: datetime | None = None) -> str:
    """Name the day of a deadline, with its year if that is not this one: `Friday 4 Dec`.

    What ends in the night of the reader is said with its hour: the day named would not be of use any more.
    """
    is_near = _local_day(until).year == _local_day(now or clock.now()).year
    named = weekday(until) if is_near else _pattern(_local_day(until), "EEEE d MMM y", language=_language())
    if until.astimezone(_zone()).hour >= MORNING:
        return named
    return str(gettext("%(date)s at %(time)s", date=named, time=clock_time(until)))


@lru_cache(REMEMBERED)
def _pattern(value: date, pattern: str, *, language: str) -> str:
    return format_date(value, pattern, locale="es_PE" if language == "es" else "en")


def _local_day(value: date | datetime) -> date:
    return value.astimezone(_zone()).date() if isinstance(value, datetime) else value


def _language() -> str:
    locale = reader_locale()
    return "en" if locale is None else str(locale.language)


def _zone() -> tzinfo:
    return _quick_zone(get_timezone() or UTC)


@lru_cache
def _quick_zone(zone: tzinfo) -> tzinfo:
    """Take Python's own zone for the one that Flask-Babel takes from pytz, which reckons in Python."""
    return zone if zone is UTC else ZoneInfo(str(zone))


@lru_cache
def _city(zone: tzinfo, language: str) -> str:
    locale = "es_PE" if language == "es" else "en"
    return get_timezone_location(str(zone), locale=locale, return_city=True).rpartition("/")[2]


FORMATS: dict[str, Callable[..., str]] = {
    "number": number,
    "quantity": quantity,
    "percent": percent,
    "money": money,
    "price": price,
    "price_amount": price_amount,
    "basis": basis,
    "mass": mass,
    "bags": bags,
    "day": day,
    "date": day,
    "last_day": last_day,
    "weekday": weekday,
    "month": month,
    "moment": moment,
    "datetime": moment,
    "time": clock_time,
    "iso": iso,
    "days": days,
    "deadline": deadline,
    "destination": destination_name,
}
