"""What a proof is: a sentence that should be true, and the question that finds the first thing for which it is not."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proof:
    """A sentence, and SQL that gives at most one line (what, as it should be, as it is): the first offender."""

    name: str
    sentence: str
    sql: str
