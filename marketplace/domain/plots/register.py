"""Farmers and plots as a group keeps them in its register: the words, and the rules of each."""

from enum import StrEnum


class Sex(StrEnum):
    """How a farmer is counted."""

    WOMAN = "woman"
    MAN = "man"
    UNSTATED = "unstated"


class Tenure(StrEnum):
    """By what right a farmer works a plot."""

    TITLE = "title"
    POSSESSION = "possession"
    COMMUNAL = "communal"
    RENTED = "rented"
    UNSTATED = "unstated"


class PlotSource(StrEnum):
    """How the outline of a plot became known."""

    WALKED = "walked"
    DRAWN = "drawn"
    IMPORTED = "imported"


class PlotState(StrEnum):
    """Whether a plot feeds lots."""

    ACTIVE = "active"
    RETIRED = "retired"


def farmer_code(number: int) -> str:
    """Make the code of the register's farmer of this number: `S0042`."""
    return f"S{number:04d}"


def plot_code(farmer: str, number: int) -> str:
    """Make the code of a farmer's plot of this number: `S0042-P1`."""
    return f"{farmer}-P{number}"
