"""What a proof is: a sentence that should be true, and the question that finds what it is not true of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proof:
    """A sentence, and SQL that gives a line for each offender: what, as it should be, as it is; the first one first."""

    name: str
    sentence: str
    sql: str
