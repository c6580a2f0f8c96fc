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
