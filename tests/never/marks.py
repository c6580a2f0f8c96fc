"""How far everybody must have read: counted along from who read and who spoke, not from what the market wrote down."""

from collections.abc import Sequence
from typing import Any

import psycopg

from tests.never.scene import Reading

SAID = """
SELECT id, user_id, subject_kind, subject_id, (SELECT max(id) FROM messages earlier WHERE earlier.id < m.id
    AND (earlier.subject_kind, earlier.subject_id) = (m.subject_kind, m.subject_id))
FROM messages m WHERE id > %s ORDER BY id
"""
WRITTEN = "SELECT user_id, subject_kind, subject_id, last_message_id FROM thread_reads"
Key = tuple[int | None, str, int]


class Marks:
    """The marks of one trade; `moved` says whether somebody read or spoke in the last step."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        """Begin with what stands."""
        self._connection = connection
        self._marks = self._written()
        [(self._said,)] = connection.execute("SELECT coalesce(max(id), 0) FROM messages").fetchall()
        self.moved = True

    def follow(self, read: Sequence[Reading]) -> list[str]:
        """Count in what was said and read in one step; return which marks stand elsewhere.

        Where the same person read and spoke at the same moment either may have come first.
        """
        said = self._connection.execute(SAID, [self._said], prepare=True).fetchall()
        self._said = said[-1][0] if said else self._said
        self.moved = bool(said or read)
        first, last = dict(self._marks), dict(self._marks)
        _read(first, read)
        for marks in (first, last):
            _spoken(marks, said)
        _read(last, read)
        self._marks = self._written()
        return [
            f"the mark of user {key[0]} in {key[1]} {key[2]} is {self._marks.get(key)}, should be {first.get(key)}"
            for key in sorted(self._marks | first, key=str)
            if self._marks.get(key) not in (first.get(key), last.get(key))
        ]

    def _written(self) -> dict[Key, int]:
        found = self._connection.execute(WRITTEN, prepare=True)
        return {(user_id, kind, number): mark for user_id, kind, number, mark in found}


def _read(marks: dict[Key, int], read: Sequence[Reading]) -> None:
    for each in read:
        key = (each.user_id, each.kind, each.subject_id)
        marks[key] = max(marks.get(key, 0), each.up_to)


def _spoken(marks: dict[Key, int], said: Sequence[Any]) -> None:
    """One's own word counts as read where nothing that stood before it was unread."""
    for number, user_id, kind, subject_id, before in said:
        key = (user_id, kind, subject_id)
        if before is None or marks.get(key, 0) >= before:
            marks[key] = number
