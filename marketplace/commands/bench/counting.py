"""Counts how often pages ask the database, in the process that draws them."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import Engine, event


def count_queries(app: Flask, cookie: str, *, pages: Sequence[str]) -> list[tuple[int, int, int]]:
    """Open each page a second time; return its status, how often it asked the database, and its size in bytes.

    In a thread of its own: here, requests would share the command's context, and ask only once who is signed in.
    """
    with ThreadPoolExecutor(1) as elsewhere:
        return elsewhere.submit(_count, app, cookie, pages).result()


def _count(app: Flask, cookie: str, pages: Sequence[str]) -> list[tuple[int, int, int]]:
    client = app.test_client()
    for name, _, value in (part.partition("=") for part in cookie.split("; ")):
        client.set_cookie(name, value)
    found = []
    for page in pages:
        client.get(page)
        with _counting() as asked:
            answer = client.get(page)
        found.append((answer.status_code, len(asked), len(answer.data)))
    return found


@contextmanager
def _counting() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(*facts: object) -> None:
        statements.append(str(facts[2]))

    event.listen(Engine, "before_cursor_execute", note)
    yield statements
    event.remove(Engine, "before_cursor_execute", note)
