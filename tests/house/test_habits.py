"""What is done in one place is done nowhere else, and nothing speaks of another machine."""

import ast
import re
from collections.abc import Iterator

from tests.house.exceptions import CLOCKS, COMMITS, DAYS, check_listed
from tests.house.sources import ROOT, TEXTS, Source, called_names, own_files, python_sources

EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "handler", "data", "info", "misc", "stuff"}
CLOCK_CALLS = {"now", "today", "utcnow", "time"}
STOPWATCHES = {"monotonic", "perf_counter"}
"""They say how long something took, which the rules need not know but the rest may."""
CLOCK_OWNERS = {"datetime", "date", "time", "dt"}
UNFINISHED = re.compile(r"(#|//|/\*|<!--|\{#)\s*(TODO|FIXME|XXX|HACK)\b(?!.*#\d+)")
ELSEWHERE = re.compile(r"(?<![\w.])/(work|root|home/\w+|Users/\w+)/|\.\./shared")


def test_only_one_file_of_the_market_commits() -> None:
    committing = {source.name: line for source in _market() for name, line in called_names(source) if name == "commit"}
    check_listed(committing, COMMITS)


def test_the_rules_know_no_float() -> None:
    assert not [f"{source.name}:{line}" for source in _rules() for line in _floats(source)]


def test_the_rules_have_no_clock() -> None:
    assert not [
        f"{source.name}:{line}" for source in _rules() for name, line in called_names(source) if name in CLOCK_CALLS
    ]


def test_only_one_file_of_the_market_asks_the_system_for_the_time() -> None:
    asking = {source.name: "asks" for source in _market() if any(map(_asks_the_time, ast.walk(source.tree)))}
    check_listed(asking, CLOCKS)


def test_a_moment_becomes_a_day_in_one_place() -> None:
    cut = {source.name: "cuts" for source in _market() if any(map(_cuts_a_day, ast.walk(source.tree)))}
    check_listed(cut, DAYS)


def test_no_file_has_a_name_that_says_nothing() -> None:
    paths = [source.name.removesuffix(".py") for source in python_sources()]
    assert not [path for path in paths if EMPTY_NAMES & set(path.split("/"))]


def test_every_module_says_what_it_is_for() -> None:
    silent = [source.name for source in python_sources() if not (ast.get_docstring(source.tree) or "").strip()]
    assert not silent


def test_what_is_unfinished_names_its_issue() -> None:
    check_listed(_lines_with(UNFINISHED), {})


def test_no_file_speaks_of_somebodys_machine() -> None:
    check_listed(_lines_with(ELSEWHERE), {})


def _market() -> list[Source]:
    return [source for source in python_sources() if source.name.startswith("marketplace/")]


def _rules() -> list[Source]:
    return [source for source in python_sources() if source.name.startswith("marketplace/domain/")]


def _floats(source: Source) -> Iterator[int]:
    for node in ast.walk(source.tree):
        is_literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
        if is_literal or (isinstance(node, ast.Name) and node.id == "float"):
            yield node.lineno  # type: ignore[attr-defined] # both kinds of node have a line


def _asks_the_time(node: ast.AST) -> bool:
    """Say whether it is `datetime.now()`, `date.today()`, `time.time()`; `clock.now()` is the way."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    owner = ast.unparse(node.func.value).split(".")[-1]
    return node.func.attr in CLOCK_CALLS and owner in CLOCK_OWNERS


def _cuts_a_day(node: ast.AST) -> bool:
    """Say whether it is `moment.date()`."""
    is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return is_call and node.func.attr == "date" and not node.args  # type: ignore[attr-defined] # it is a call of one


def _lines_with(pattern: re.Pattern[str]) -> dict[str, str]:
    return {
        f"{path.relative_to(ROOT).as_posix()}:{number}": line.strip()[:100]
        for path in own_files(*TEXTS)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    }
