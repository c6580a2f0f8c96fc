"""What a step sees of the trade: rows as they stand, dice, the hour, and who is there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any, NamedTuple, TypeVar

import psycopg
from psycopg.rows import namedtuple_row

from tests.never.cast import Actor

T = TypeVar("T")
Row = Any


@dataclass(frozen=True)
class Move:
    """What is tried with a thing: how it is called, and the use case as called with what the step knows."""

    what: str
    work: Callable[..., Any]
    asks_seen: bool = True
    needs_force: bool = True


class Reading(NamedTuple):
    """Who has read which thread up to which message."""

    user_id: int | None
    kind: str
    subject_id: int
    up_to: int


@dataclass(frozen=True)
class Attempt:
    """One step that somebody tries, with what the trade's own rules say of it.

    `is_timely`: the thing is open and no deadline has passed; `is_current`: what was looked at still stands. `claim` is
    what only one of two attempts may have: a version of a thing. `reading` is what somebody has read with it.
    """

    what: str
    actor: Actor
    work: Callable[[], Any]
    is_entitled: bool
    is_timely: bool = True
    is_current: bool = True
    claim: tuple[str, int, int] | None = None
    lot_id: int | None = None
    reading: Reading | None = None

    @property
    def may_succeed(self) -> bool:
        """Whether nothing forbids it."""
        return self.is_entitled and self.is_timely and self.is_current

    def __str__(self) -> str:
        """Say who does what."""
        return f"{self.actor.name}: {self.what}"


@dataclass
class Scene:
    """The trade as it stands before a step."""

    connection: psycopg.Connection[Any]
    people: Sequence[Actor]
    now: datetime
    dice: Random
    lots: Sequence[int] = field(default_factory=list)

    def rows(self, query: str, *values: object) -> list[Row]:
        """Ask the database."""
        with self.connection.cursor(row_factory=namedtuple_row) as cursor:
            return cursor.execute(query.encode(), values).fetchall()

    def one_of(self, found: Sequence[T]) -> T | None:
        """Choose one, or None of nothing."""
        return self.dice.choice(found) if found else None

    def a_lot(self) -> Row:
        """Choose a lot."""
        return self.one_of(self.rows("SELECT * FROM lots ORDER BY id"))

    def often(self, chance: float = 0.85) -> bool:
        """Throw the dice."""
        return self.dice.random() < chance

    def somebody(self, may: Callable[[Actor], bool]) -> Actor:
        """Choose mostly among those who may; now and then a colleague who may not, somebody like them, or anybody."""
        able = [each for each in self.people if may(each)]
        if able and self.often():
            return self.dice.choice(able)
        kinds, sides = {each.kind for each in able}, {each.side for each in able}
        near = [each for each in self.people if each.kind in kinds and each not in able]
        nearest = [each for each in near if each.side in sides]
        if nearest and self.often(0.6):
            return self.dice.choice(nearest)
        return self.dice.choice(near if near and self.often(0.7) else self.people)

    def target(self, table: str, living: str) -> Row | None:
        """Choose a row, mostly a living one, mostly one of the newest."""
        whole = f"SELECT * FROM {table}"  # noqa: S608 - our own tables
        found = self.rows(f"{whole} WHERE {living} ORDER BY id") if self.often(0.9) else []
        found = found or self.rows(f"{whole} ORDER BY id")
        return self.one_of(found[-4:] if self.often(0.7) else found)

    def late(self, table: str, overdue: str) -> Row | None:
        """Choose now and then a row whose time is over, which no job has ended yet."""
        query = f"SELECT * FROM {table} WHERE {overdue} ORDER BY id"  # noqa: S608 - our own tables
        return self.one_of(self.rows(query, self.now)) if self.often(0.4) else None

    def seen(self, row: Row) -> tuple[int, bool]:
        """Say which version of a row was looked at, and whether that is the present one."""
        is_current = self.often(0.9)
        return (row.version if is_current else row.version - 1), is_current
