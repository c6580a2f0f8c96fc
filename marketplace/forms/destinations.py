"""Where cacao can be brought, by name: countries, and parts of countries such as `US-ME`."""

from collections.abc import Iterable

from marketplace.forms.countries import country_name


def destination_name(code: str) -> str:
    """Name a destination: a country, or a country and its part."""
    country, _, part = code.partition("-")
    return f"{country_name(country)} ({part})" if part else country_name(country)


def destination_choices(codes: Iterable[str]) -> list[tuple[str, str]]:
    """List destinations with their names, sorted by name."""
    return sorted(((code, destination_name(code)) for code in codes), key=lambda each: each[1])
