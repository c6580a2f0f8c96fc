"""Every row class in one place, so that the schema is whole as soon as this room is entered."""

from marketplace.models import (
    accounts,
    certificates,
    contracts,
    demands,
    evaluations,
    events,
    lots,
    references,
    rounds,
    scenarios,
    started_demands,
    started_lots,
    submissions,
    turns,
)
from marketplace.models.base import Base

ROOMS = (
    accounts,
    certificates,
    contracts,
    demands,
    evaluations,
    events,
    lots,
    references,
    rounds,
    scenarios,
    started_demands,
    started_lots,
    submissions,
    turns,
)
TABLES = Base.metadata.tables
