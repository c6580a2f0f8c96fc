"""A batch: cacao of one or several deliveries that was fermented or dried together, or mixed."""

from enum import StrEnum


class BatchState(StrEnum):
    """Whether a batch still takes cacao, or its dry weight is known."""

    OPEN = "open"
    CLOSED = "closed"
