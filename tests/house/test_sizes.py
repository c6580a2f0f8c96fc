"""Files and functions stay small enough to be read at a glance."""

import ast
from collections import defaultdict
from statistics import median

from tests.house.exceptions import DEEP, LONG_FILES, LONG_FUNCTIONS, POSITIONAL, check_listed
from tests.house.sources import Function, Source, depth, functions, python_sources, size

LONGEST_FILE = 250
LONGEST_TEST_FILE = 400
LONGEST_FUNCTION = 40
LONGEST_VIEW = 20
MEDIAN_FUNCTION = 12
DEEPEST = 3
MOST_PARAMETERS = 5
MOST_POSITIONAL = 2
ENOUGH_TO_JUDGE = 20
"""Below this many functions a median says nothing."""


def test_no_file_is_too_long() -> None:
    long = {
        source.name: source.lines
        for source in python_sources()
        if source.lines > (LONGEST_TEST_FILE if source.is_test else LONGEST_FILE)
    }
    check_listed(long, LONG_FILES)


def test_no_function_is_too_long() -> None:
    long = {
        _place(source, function): size(function) for source, function in _all() if size(function) > _limit(function)
    }
    check_listed(long, LONG_FUNCTIONS)


def test_the_usual_function_of_each_package_is_short() -> None:
    sizes = defaultdict(list)
    for source, function in _all():
        sizes[source.name.split("/")[0]].append(size(function))
    long = {name: median(found) for name, found in sizes.items() if len(found) >= ENOUGH_TO_JUDGE}
    check_listed({name: middle for name, middle in long.items() if middle > MEDIAN_FUNCTION}, {})


def test_blocks_are_not_nested_deeply() -> None:
    deep = {_place(source, function): depth(function) for source, function in _all() if depth(function) > DEEPEST}
    check_listed(deep, DEEP)


def test_no_function_takes_many_parameters() -> None:
    many = {
        _place(source, function): _count(function)
        for source, function in _all()
        if _count(function) > MOST_PARAMETERS and not _is_imposed(source, function)
    }
    check_listed(many, {})


def test_everything_after_the_second_parameter_is_named_by_the_caller() -> None:
    nameless = {
        _place(source, function): _positional(function)
        for source, function in _all()
        if len(_positional(function)) > _most_positional(source, function) and not _is_imposed(source, function)
    }
    check_listed(nameless, POSITIONAL)


def _most_positional(source: Source, function: Function) -> int:
    """Two, and three for what is called in its own file only (docs/decisions/0010-parameters.md)."""
    is_next_door = function.name.startswith("_") or source.name.startswith("tests/")
    return MOST_POSITIONAL + is_next_door


def _all() -> list[tuple[Source, Function]]:
    """Return every function but records and kernels; a compiled loop is one thing, and takes what it takes."""
    return [
        (source, function)
        for source in python_sources()
        if not source.is_record
        for function in functions(source)
        if not _is_kernel(function)
    ]


def _is_kernel(function: Function) -> bool:
    return any(isinstance(node, ast.Name) and node.id == "kernel" for node in function.decorator_list)


def _place(source: Source, function: Function) -> str:
    return f"{source.name}:{function.name}"


def _limit(function: Function) -> int:
    return LONGEST_VIEW if _is_view(function) else LONGEST_FUNCTION


def _is_view(function: Function) -> bool:
    """Say whether a decorator makes it the answer to a request: `@page.get("/lots")`."""
    called = [node.func for node in function.decorator_list if isinstance(node, ast.Call)]
    return any(isinstance(name, ast.Attribute) and name.attr in {"get", "post", "route"} for name in called)


def _positional(function: Function) -> list[str]:
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


def _count(function: Function) -> int:
    return len(_positional(function)) + len(function.args.kwonlyargs)


def _is_imposed(source: Source, function: Function) -> bool:
    """Say whether somebody else dictates the parameters: Python, pytest (by name), Flask (parts of an address)."""
    is_pythons = function.name.startswith("__") and function.name.endswith("__") and function.name != "__init__"
    return is_pythons or _is_view(function) or (source.is_test and _is_pytests(function))


def _is_pytests(function: Function) -> bool:
    decorators = {ast.unparse(node).split("(")[0] for node in function.decorator_list}
    return function.name.startswith(("test_", "pytest_")) or "pytest.fixture" in decorators
