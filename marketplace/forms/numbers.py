"""Numbers as people type them: one reading or a question, never a guess.

Peru writes 1,234.5 and much of Spanish writing elsewhere 1.234,5, so `1,5` and `1.500` each have two readings.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

PLAIN = re.compile(r"[+-]?\d+(\.\d+)?")
MAY_BE_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
WITH_COMMA = re.compile(r"[+-]?\d[\d.]*,[\d.,]*")
ZERO_BEFORE = re.compile(r"[+-]?0\d")
LONGEST = 20


class AmbiguousNumberError(ValueError):
    """The text can be read as two numbers; `readings` gives both, as they should be typed."""

    def __init__(self, *readings: str) -> None:
        """Keep the readings."""
        super().__init__(*readings)
        self.readings = readings


def read_number(text: str) -> Decimal:
    """Read `text` as one decimal number.

    Accepts digits with at most one decimal point; spaces (also thin and unbreakable ones) may group thousands.
    Raises `AmbiguousNumberError` where two readings are possible, `ValueError` where there is none.
    """
    typed = re.sub(r"(?<=\d)[\s\u00a0\u2009\u202f](?=\d{3}(\D|$))", "", text.strip())
    if len(typed) <= LONGEST and typed.isascii():
        if MAY_BE_THOUSANDS.fullmatch(typed):
            raise AmbiguousNumberError(typed.replace(".", ""), _clear_decimal(typed))
        if PLAIN.fullmatch(typed):
            return Decimal(typed)
        if WITH_COMMA.fullmatch(typed):
            raise AmbiguousNumberError(*_readings(typed))
    raise ValueError(text)


def _readings(typed: str) -> Sequence[str]:
    grouped = typed.replace(",", "") if typed.count(".") <= 1 else typed.replace(",", "").replace(".", "")
    whole, _comma, part = typed.rpartition(",")
    decimal = f"{whole.replace('.', '').replace(',', '')}.{part.replace('.', '')}".rstrip(".")
    return tuple(dict.fromkeys((_clear_decimal(decimal), grouped)))


def _clear_decimal(typed: str) -> str:
    """Write a decimal so that it cannot be taken for thousands: 1.500 as 1.5, and 1.234 as 1.2340."""
    short = typed.rstrip("0").rstrip(".") if "." in typed else typed
    return f"{short}0" if MAY_BE_THOUSANDS.fullmatch(short) else short


def read_on_scale(text: str, most: Decimal) -> Decimal:
    """Read `text` as a number of a scale from 0 to `most`: `7,5` is nothing but 7.5 where the scale ends at 10.

    Raises as `read_number` does, also where both readings lie on the scale.
    """
    try:
        return read_number(text)
    except AmbiguousNumberError as error:
        found = [Decimal(each) for each in error.readings if not ZERO_BEFORE.match(each) and Decimal(each) <= most]
        if len(error.readings) > 1 and len(found) == 1:
            return found[0]
        raise


class NumberField(Field):
    """A number typed by a person; `places` is how many decimals make sense, `scale` where a scale ends."""

    widget = TextInput()

    def __init__(self, label: Any = None, validators: Any = None, places: int = 2, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        """Remember the number of decimals."""
        self.scale: Decimal | None = kwargs.pop("scale", None)
        super().__init__(label, validators, **kwargs)
        self.places = places
        self.typed: str | None = None

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else format(Decimal(self.data).normalize(), "f")

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; keep it as typed where it cannot be read."""
        self.typed = valuelist[0] if valuelist else None
        self.data: Decimal | None = None
        if self.typed is None or not self.typed.strip():
            return
        try:
            number = read_number(self.typed) if self.scale is None else read_on_scale(self.typed, self.scale)
        except AmbiguousNumberError as error:
            raise ValueError(_ambiguous(error.readings)) from error
        except ValueError as error:
            raise ValueError(
                _("This is not a number. Write digits with a decimal point, for example 1250.5.")
            ) from error
        exponent = number.as_tuple().exponent
        if isinstance(exponent, int) and -exponent > self.places:
            raise ValueError(_("At most %(places)s decimals make sense here.", places=self.places))
        self.data = number


class CountField(NumberField):
    """A whole number: bags, days, people."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        """Allow no decimals."""
        super().__init__(label, validators, places=0, **kwargs)

    @property
    def count(self) -> int | None:
        """The number as an integer."""
        return None if self.data is None else int(self.data)


class Between:
    """Check that a number lies in a range, and say the range when it does not."""

    def __init__(self, least: Decimal | int | None = None, most: Decimal | int | None = None) -> None:
        """Keep the range, both ends included."""
        self.least, self.most = least, most

    def __call__(self, _form: object, field: NumberField) -> None:
        """Stop with a sentence when the number is outside."""
        if field.data is None:
            return
        if self.least is not None and field.data < self.least:
            raise StopValidation(_("Must be %(least)s or more.", least=self.least))
        if self.most is not None and field.data > self.most:
            raise StopValidation(_("Must be %(most)s or less.", most=self.most))


def _ambiguous(readings: Sequence[str]) -> str:
    if len(readings) == 1:
        return str(_("Please write it with a decimal point: %(first)s.", first=readings[0]))
    both = {"first": readings[0], "second": readings[1]}
    return str(_("This can be read in two ways. Write %(first)s or %(second)s.", **both))


REQUIRED = lazy_gettext("Please fill this in.")
