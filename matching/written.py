"""Problems and plans as JSON: what is written is read back the same, and what is malformed is refused by its place."""

import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from matching.checks import malformed
from matching.pairs import Pairs
from matching.plan import Plan
from matching.policy import Policy
from matching.problem import Problem

FORM = "mazorca-matching-2"
PAIR = ("lot", "demand", "value", "landed", "fit")


def write_problem(problem: Problem, policy: Policy) -> dict[str, Any]:
    """Write a problem and its policy; pairs name lots and demands by key, NaN is written as null."""
    names = [name for name in (field.name for field in fields(Problem)) if name != "pairs"]
    written = {name: _plain(getattr(problem, name)) for name in names}
    lots, demands = [lot.key for lot in problem.lots], [demand.key for demand in problem.demands]
    columns = [getattr(problem.pairs, name).tolist() for name in PAIR]
    pairs = [
        dict(zip(PAIR, (lots[lot], demands[demand], *rest), strict=True))
        for lot, demand, *rest in zip(*columns, strict=True)
    ]
    return {"form": FORM, "policy": _plain(policy), **written, "pairs": pairs}


def read_problem(written: object) -> tuple[Problem, Policy]:
    """Read a problem and its policy; whatever is missing, unknown or of the wrong kind is a `ValueError`."""
    asked = _object("problem", written)
    if asked.get("form") != FORM:
        raise malformed("form", f"{FORM!r} is expected, not {asked.get('form')!r}")
    known = {"form", "policy", *(field.name for field in fields(Problem))}
    _refuse_unknown("problem", asked, known)
    hints = get_type_hints(Problem)
    read = {name: _read(name, asked[name], hints[name]) for name in hints if name in asked and name != "pairs"}
    for name in ("lots", "demands"):
        if name not in read:
            raise malformed(name, "it is missing")
    pairs = _read_pairs(asked.get("pairs", []), read["lots"], read["demands"])
    return Problem(pairs=pairs, **read), _read("policy", asked.get("policy", {}), Policy)


def write_plan(plan: Plan) -> dict[str, Any]:
    """Write a plan with everything it claims."""
    return {"form": FORM, **_plain(plan)}


def read_plan(written: object) -> Plan:
    """Read a plan; a malformed one is a `ValueError`."""
    claimed = dict(_object("plan", written))
    if claimed.pop("form", None) != FORM:
        raise malformed("form", f"{FORM!r} is expected")
    plan: Plan = _read("plan", claimed, Plan)
    return plan


def load(path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
    """Load a JSON file; one that cannot be read is a `ValueError` that names it."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise malformed(str(path), f"it cannot be read ({error})") from error


def _read_pairs(written: object, lots: tuple[Any, ...], demands: tuple[Any, ...]) -> Pairs:
    lot_at = {lot.key: at for at, lot in enumerate(lots)}
    demand_at = {demand.key: at for at, demand in enumerate(demands)}
    rows = []
    for at, each in enumerate(_list("pairs", written)):
        row = _object(f"pairs[{at}]", each)
        _refuse_unknown(f"pairs[{at}]", row, set(PAIR))
        for name in PAIR:
            if name not in row:
                raise malformed(f"pairs[{at}].{name}", "it is missing")
        for name, known in (("lot", lot_at), ("demand", demand_at)):
            if row[name] not in known:
                raise malformed(f"pairs[{at}].{name}", f"{row[name]!r} is unknown")
        rows.append((lot_at[row["lot"]], demand_at[row["demand"]], row["value"], row["landed"], row["fit"]))
    return Pairs.of(rows)


def _plain(value: object) -> Any:  # noqa: ANN401 - plain JSON of any shape
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float) and value != value:  # noqa: PLR0124 - NaN, "not measured"
        return None
    return str(value) if isinstance(value, StrEnum) else value


def _read(where: str, written: object, kind: Any) -> Any:  # noqa: ANN401 - what the type says
    """Read one value of a type: a dataclass, a tuple, an enum, an optional, or a plain value."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in {Union, types.UnionType}:
        return None if written is None else _read(where, written, inner[0])
    if origin is tuple:
        return _read_tuple(where, written, inner)
    if is_dataclass(kind):
        return _read_object(where, _object(where, written), kind)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        try:
            return kind(str(written))
        except ValueError as error:
            raise malformed(where, f"one of {', '.join(kind)} is expected, not {written!r}") from error
    if kind is float:
        return float("nan") if written is None else _number(where, written)
    return written


def _read_tuple(where: str, written: object, inner: tuple[Any, ...]) -> tuple[Any, ...]:
    values = _list(where, written)
    kinds = inner[:1] * len(values) if inner[-1] is Ellipsis else inner
    if len(kinds) != len(values):
        raise malformed(where, f"{len(kinds)} values are expected, not {len(values)}")
    return tuple(_read(f"{where}[{at}]", each, kind) for at, (each, kind) in enumerate(zip(values, kinds, strict=True)))


def _read_object(where: str, written: Mapping[str, object], kind: Any) -> Any:  # noqa: ANN401 - an instance of `kind`
    hints, known = get_type_hints(kind), {field.name: field for field in fields(kind)}
    _refuse_unknown(where, written, set(known))
    for name, field in known.items():
        if name not in written and field.default is MISSING and field.default_factory is MISSING:
            raise malformed(f"{where}.{name}", "it is missing")
    return kind(**{name: _read(f"{where}.{name}", value, hints[name]) for name, value in written.items()})


def _number(where: str, written: object) -> float:
    if isinstance(written, bool) or not isinstance(written, int | float):
        raise malformed(where, f"a number is expected, not {written!r}")
    return float(written)


def _object(where: str, written: object) -> Mapping[str, Any]:
    if not isinstance(written, dict):
        raise malformed(where, "an object is expected")
    return written


def _list(where: str, written: object) -> list[Any]:
    if not isinstance(written, list):
        raise malformed(where, "a list is expected")
    return written


def _refuse_unknown(where: str, written: Mapping[str, object], known: set[str]) -> None:
    for name in written:
        if name not in known:
            raise malformed(f"{where}.{name}", "it is unknown here")
