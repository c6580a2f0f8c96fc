"""Asks whether a number lies within bounds, and is not surprised by what is no number."""

from decimal import Decimal


def is_within(value: Decimal | int, most: Decimal | int, *, least: Decimal | int = 0) -> bool:
    """Say whether `value` is a finite number from `least` to `most`, both included."""
    return Decimal(value).is_finite() and least <= value <= most


def is_share(value: Decimal | int, most: Decimal | int) -> bool:
    """Say whether `value` is a finite number above nil and at most `most`."""
    return is_within(value, most) and value != 0
