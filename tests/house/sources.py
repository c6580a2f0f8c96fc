"""The project's own files, read once."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("bench", "launch", "marketplace", "matching", "migrations", "stripe_standin", "tests")
DOORS = ("mazorca.py", "wsgi.py")
TEXTS = {".css", ".html", ".js", ".md", ".mako", ".py", ".sql", ".toml", ".txt", ".yml"}
FOREIGN = {"vendor", "sql", "__pycache__"}
"""Folders of files that others wrote."""
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file of ours."""

    name: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        """How long it is."""
        return self.text.count("\n")

    @property
    def is_record(self) -> bool:
        """Say whether it is a migration: a record of what was done to databases, as long as that was.

        Sizes keep small what people change, and nobody changes a migration that has run somewhere. To cut one in two
        for the sake of a number would put a schema into the chain that no program of ours ever ran on.
        """
        return self.name.startswith("migrations/versions/")

    @property
    def is_test(self) -> bool:
        """Say whether the rules for tests hold."""
        return self.name.startswith("tests/")


@cache
def python_sources() -> tuple[Source, ...]:
    """Return every Python file of the project."""
    return tuple(
        Source(path.relative_to(ROOT).as_posix(), text := path.read_text(encoding="utf-8"), ast.parse(text))
        for path in own_files(".py")
    )


def own_files(*endings: str) -> Iterator[Path]:
    """Yield the project's own files with these endings, nobody else's."""
    tops = [ROOT / name for name in (*PACKAGES, "docs", "templates")]
    loose = [path for path in ROOT.glob("*") if path.is_file() and not path.name.startswith("requirements")]
    for path in sorted([*loose, *(path for top in tops for path in top.rglob("*") if path.is_file())]):
        if path.suffix in endings and not FOREIGN & set(path.relative_to(ROOT).parts):
            yield path


def functions(source: Source) -> Iterator[Function]:
    """Yield every function of a file, methods and inner ones too."""
    for node in ast.walk(source.tree):
        if isinstance(node, Function):
            yield node


def size(function: Function) -> int:
    """Return the lines of a function from its `def`, its docstring not counted."""
    whole = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is None:
        return whole
    return whole - ((first.end_lineno or first.lineno) - first.lineno + 1)


def depth(node: ast.AST) -> int:
    """Return how deep the blocks inside a function are nested; `elif` is not deeper, an inner function starts anew."""
    deepest = 0
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function | ast.Lambda | ast.ClassDef):
            continue
        is_block = isinstance(child, ast.If | ast.For | ast.While | ast.With | ast.Try | ast.Match)
        is_elif = isinstance(node, ast.If) and isinstance(child, ast.If) and node.orelse == [child]
        deepest = max(deepest, depth(child) + (is_block and not is_elif))
    return deepest


def called_names(source: Source) -> Iterator[tuple[str, int]]:
    """Yield the last name of everything called, with its line: `session.commit()` is `commit`."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            yield name, node.lineno
