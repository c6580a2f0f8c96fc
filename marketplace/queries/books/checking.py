"""Whether the books add up: every proof in turn, with the first thing that fails it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import text

from marketplace.models.base import db
from marketplace.queries.books.proofs import PROOFS
from marketplace.queries.books.proofs.proof import Proof

ROOM = "256MB"
"""Memory for one sort or sum: a million entries are added up without going to the disk."""


FIRST = "WITH found (what, expected, found) AS MATERIALIZED ({proof}) SELECT * FROM found LIMIT 1"
"""All offenders are looked for, and one is told: told that one is enough, the planner would bet on finding it soon."""


@dataclass(frozen=True, slots=True)
class Offender:
    """The first thing for which a proof's sentence is not true: what it is, how it should be, how it is."""

    what: str
    expected: str
    found: str


def check_books(proofs: tuple[Proof, ...] = PROOFS) -> Iterator[tuple[Proof, Offender | None]]:
    """Take every proof on one unmoving view of the market; None where it holds."""
    db.session.rollback()
    db.session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
    db.session.execute(text("SELECT set_config('work_mem', :room, true)"), {"room": ROOM})
    for proof in proofs:
        yield proof, first_offender(proof)
    db.session.rollback()


def first_offender(proof: Proof) -> Offender | None:
    """Find the first thing for which a proof's sentence is not true."""
    row = db.session.execute(text(FIRST.format(proof=proof.sql))).one_or_none()
    return None if row is None else Offender(*map(str, row))
