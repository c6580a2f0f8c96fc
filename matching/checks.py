"""Saying no to malformed input: every `ValueError` of this library is made here and names the argument."""

import math
from collections.abc import Sequence

LARGEST = 10**12


def malformed(name: str, wanted: str) -> ValueError:
    """Make the error for the argument `name`."""
    return ValueError(f"{name}: {wanted}")


def check_whole(name: str, value: object, *, least: int = -LARGEST, most: int = LARGEST) -> None:
    """Refuse what is not a whole number from `least` to `most`."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise malformed(name, f"a whole number is expected, not {value!r}")
    if not least <= value <= most:
        raise malformed(name, f"{value} is not between {least} and {most}")


def check_text(name: str, value: object, *, may_be_empty: bool = False) -> None:
    """Refuse what is not text, or is empty where it must not be."""
    if not isinstance(value, str) or not (value or may_be_empty):
        raise malformed(name, f"text is expected, not {value!r}")


def check_truth(name: str, value: object) -> None:
    """Refuse what is neither True nor False."""
    if not isinstance(value, bool):
        raise malformed(name, f"True or False is expected, not {value!r}")


def check_numbers(name: str, values: object, *, least: float = -math.inf, may_be_nan: bool = False) -> None:
    """Refuse what is not a tuple of finite numbers from `least` up; NaN, where allowed, stands for "not known"."""
    if not isinstance(values, tuple):
        raise malformed(name, f"a tuple of numbers is expected, not {values!r}")
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | float) or math.isinf(value):
            raise malformed(name, f"a finite number is expected, not {value!r}")
        if (math.isnan(value) and not may_be_nan) or value < least:
            raise malformed(name, f"{value} is not a number from {least} up")


def check_length(name: str, values: Sequence[object], *, length: int) -> None:
    """Refuse a sequence that is neither empty nor `length` long."""
    if len(values) not in {0, length}:
        raise malformed(name, f"{length} values are expected, not {len(values)}")


def check_all_are(name: str, values: object, *, kind: type) -> None:
    """Refuse what is not a tuple of one kind of value."""
    if not isinstance(values, tuple) or not all(isinstance(value, kind) for value in values):
        raise malformed(name, f"a tuple of {kind.__name__} is expected")


def check_distinct(name: str, keys: Sequence[object]) -> None:
    """Refuse a key that is used twice."""
    seen: set[object] = set()
    for key in keys:
        if key in seen:
            raise malformed(name, f"{key!r} occurs twice")
        seen.add(key)
