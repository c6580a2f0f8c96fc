"""How cacao travels, how much of it a container holds, and whether a container's number can be right."""

import re
from decimal import Decimal
from enum import StrEnum

from marketplace.domain.errors import Reason, reason
from marketplace.domain.mass import Mass


class Carriage(StrEnum):
    """What a shipment travels in."""

    CONTAINER_20 = "container_20"
    CONTAINER_40 = "container_40"
    LESS_THAN_CONTAINER = "less_than_container"
    AIR = "air"
    COURIER = "courier"
    ROAD = "road"


BY_SEA: frozenset[Carriage] = frozenset({Carriage.CONTAINER_20, Carriage.CONTAINER_40, Carriage.LESS_THAN_CONTAINER})
IN_CONTAINER: frozenset[Carriage] = frozenset({Carriage.CONTAINER_20, Carriage.CONTAINER_40})
USUAL_CAPACITY: dict[Carriage, Mass] = {
    Carriage.CONTAINER_20: Mass(Decimal(12_500)),
    Carriage.CONTAINER_40: Mass(Decimal(25_000)),
}
"""Bagged cacao in a container, as planned with (domain.md 3.6; a carrier's own limit may be stated instead)."""

NUMBER = re.compile(r"[A-Z]{3}[UJZ][0-9]{7}")
FIRST_LETTER_VALUE = 10
MODULUS = 11


def tidy_number(text: str | None) -> str | None:
    """Write a container's number as it is stored: capitals and digits, nothing between."""
    return re.sub(r"[\s./-]", "", text or "").upper() or None


def number_faults(number: str | None) -> list[Reason]:
    """List what is wrong with a container's number: its shape, or its check digit (ISO 6346)."""
    if number is None:
        return []
    if not NUMBER.fullmatch(number):
        return [reason("shipment.container_shape", "container_number")]
    wanted = check_digit(number[:-1])
    if int(number[-1]) != wanted:
        return [reason("shipment.container_check_digit", "container_number", number=number, digit=wanted)]
    return []


def check_digit(serial: str) -> int:
    """Compute the check digit of the ten signs before it: values times powers of two, modulo 11, ten counts as nil."""
    total = sum(_value(sign) << place for place, sign in enumerate(serial))
    return total % MODULUS % 10


def _value(sign: str) -> int:
    """Give a digit its own value, a letter its value from 10 on without the multiples of 11."""
    if sign.isdigit():
        return int(sign)
    place = ord(sign) - ord("A")
    return FIRST_LETTER_VALUE + place + (place + 9) // 10
