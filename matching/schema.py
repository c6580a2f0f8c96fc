"""The forms of problem and plan files as JSON Schema, made from the types themselves."""

import types
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

from matching.plan import Plan
from matching.policy import Policy
from matching.problem import Problem
from matching.written import FORM, PAIR

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
PLAIN: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    float: {"type": ["number", "null"]},
}


def problem_schema() -> Schema:
    """Describe what `read_problem` reads."""
    found: dict[str, Schema] = {}
    hints = {name: hint for name, hint in get_type_hints(Problem).items() if name != "pairs"}
    written = {name: _schema(hint, found) for name, hint in hints.items()}
    kinds = (str, str, int, int, float)
    pair = _closed({name: PLAIN[kind] for name, kind in zip(PAIR, kinds, strict=True)}, required=list(PAIR))
    whole = {
        "form": {"const": FORM},
        "policy": _schema(Policy, found),
        **written,
        "pairs": {"type": "array", "items": pair},
    }
    made = _closed(whole, required=["form", "lots", "demands"])
    return {"$schema": DIALECT, "title": "A problem and its policy", **made, "$defs": found}


def plan_schema() -> Schema:
    """Describe what `read_plan` reads."""
    found: dict[str, Schema] = {}
    _schema(Plan, found)
    plan = found.pop("Plan")
    plan["properties"] = {"form": {"const": FORM}, **plan["properties"]}
    return {"$schema": DIALECT, "title": "A plan", **plan, "$defs": found}


def _schema(kind: Any, found: dict[str, Schema]) -> Schema:  # noqa: ANN401 - any type of the library
    origin, inner = get_origin(kind), get_args(kind)
    if origin in {Union, types.UnionType}:
        return {"anyOf": [_schema(inner[0], found), {"type": "null"}]}
    if origin is tuple:
        if inner[-1] is Ellipsis:
            return {"type": "array", "items": _schema(inner[0], found)}
        return {"type": "array", "prefixItems": [_schema(each, found) for each in inner], "items": False}
    if is_dataclass(kind):
        return {"$ref": f"#/$defs/{_describe(kind, found)}"}
    if issubclass(kind, StrEnum):
        return {"enum": [str(each) for each in kind]}
    return PLAIN[kind]


def _describe(kind: Any, found: dict[str, Schema]) -> str:  # noqa: ANN401 - a dataclass
    """Describe a dataclass, and return its name."""
    hints = get_type_hints(kind)
    needed = [each.name for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING]
    described = _closed({each.name: _schema(hints[each.name], found) for each in fields(kind)}, required=needed)
    found[kind.__name__] = {"description": " ".join((kind.__doc__ or "").split()), **described}
    return str(kind.__name__)


def _closed(properties: dict[str, Schema], *, required: list[str]) -> Schema:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
