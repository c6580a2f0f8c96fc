"""What every app of a run would compile anew, and each time to the same, compiled once.

Each test has an app of its own. The templates, the addresses of the pages and the statements are the same in all of
them, and compiling these takes longer than most tests.
"""

from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine, create_engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from marketplace.config import with_driver

STATEMENTS = 3000
"""How many compiled statements are kept: more than the market has."""


class Compiled(BytecodeCache):
    """Compiled templates in memory, by name and content."""

    def __init__(self) -> None:
        """Begin with none."""
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket if its template is known."""
        known = self.kept.get(bucket.key)
        if known is not None:
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.kept[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture(scope="session", autouse=True)
def compiled_templates() -> None:
    """Let every app of the run share its templates."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Compiled()}


@pytest.fixture(scope="session", autouse=True)
def compiled_addresses() -> None:
    """Let every app of the run share what was understood of the addresses of its pages.

    Rules with the same words mean the same in every map that knows the same kinds of parts; only the functions that
    write an address are bound to their rule, which they ask for everything else.
    """
    compile_anew = Rule.compile
    known: dict[tuple[object, ...], Rule] = {}

    def compile_once(rule: Rule) -> None:
        words = (rule.rule, rule.subdomain, rule.host, rule.merge_slashes, *rule.map.converters.values())
        if rule.defaults or words not in known:
            compile_anew(rule)
            if not rule.defaults:
                known[words] = rule
            return
        same = known[words]
        rule.arguments |= same.arguments
        for name in ("_parts", "_trace", "_converters"):
            setattr(rule, name, getattr(same, name))
        for name in ("_build", "_build_unknown"):
            setattr(rule, name, getattr(same, name).__func__.__get__(rule, None))

    Rule.compile = compile_once  # type: ignore[assignment, method-assign]


@pytest.fixture(scope="session")
def compiled_statements(server_url: str) -> None:
    """Let every app of the run share its statements."""
    keep_statements(server_url)


def keep_statements(url: str) -> None:
    """Let every app made from now on share its statements with the others.

    They are kept by dialect, and a dialect knows the server, not the database: one serves all engines.
    """
    first = create_engine(with_driver(url))
    first.connect().close()
    first.dispose()
    statements: LRUCache[Any, Any] = LRUCache(STATEMENTS)
    make_engine = SQLAlchemy._make_engine  # noqa: SLF001 - nothing else makes every engine

    def make_engine_warm(self: SQLAlchemy, key: str | None, options: dict[str, Any], app: Flask) -> Engine:
        engine = make_engine(self, key, options, app)
        engine.dialect = first.dialect
        engine.update_execution_options(compiled_cache=statements)
        return engine

    SQLAlchemy._make_engine = make_engine_warm  # type: ignore[assignment, method-assign] # noqa: SLF001
