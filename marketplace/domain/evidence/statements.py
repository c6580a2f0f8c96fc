"""Due-diligence statements: the numbers that an importer got for them, and where they stand."""

from enum import StrEnum


class StatementState(StrEnum):
    """Where a statement stands in the EU's system."""

    SUBMITTED = "submitted"
    AVAILABLE = "available"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    ARCHIVED = "archived"
