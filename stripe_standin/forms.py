"""Reading what a program sends: `a[b][0][c]=d` becomes values within values, and nothing unknown is let through."""

import re
from collections.abc import Callable, Iterable

from stripe_standin.answers import ApiError, Json

PART = re.compile(r"\[([^\]]*)\]")
FREE = "free"
"""A shape: any names with texts."""
Shape = dict[str, object]


def nested(pairs: Iterable[tuple[str, str]]) -> Json:
    """Put flat names into one another; what counts from 0 becomes a list."""
    whole: Json = {}
    for name, value in pairs:
        *before, last = [name.partition("[")[0], *PART.findall(name)]
        place = whole
        for part in before:
            place = place.setdefault(part, {})
            if not isinstance(place, dict):
                raise ApiError(f"Invalid {name}", param=name)
        place[last or str(len(place))] = value
    return {name: _listed(value) for name, value in whole.items()}


def _listed(value: object) -> object:
    if not isinstance(value, dict):
        return value
    inner = {name: _listed(each) for name, each in value.items()}
    return list(inner.values()) if inner and all(name.isdigit() for name in inner) else inner


def check(params: Json, shape: Shape, *, within: str = "") -> Json:
    """Return the parameters with their types; raises `ApiError` for what is unknown, absent or of another type."""
    known = {name.rstrip("!"): each for name, each in shape.items()}
    for name in params:
        if name not in known:
            raise _unknown(f"{within}[{name}]" if within else name)
    for name in shape:
        if name.endswith("!") and params.get(name[:-1]) in (None, ""):
            raise _absent(f"{within}[{name[:-1]}]" if within else name[:-1])
    return {
        name: _typed(value, known[name], name=f"{within}[{name}]" if within else name) for name, value in params.items()
    }


def _typed(value: object, shape: object, *, name: str) -> object:
    if shape == FREE and isinstance(value, dict):
        return value
    if isinstance(shape, dict) and isinstance(value, dict):
        return check(value, shape, within=name)
    if isinstance(shape, list) and isinstance(value, list):
        return [_typed(each, shape[0], name=f"{name}[{number}]") for number, each in enumerate(value)]
    if isinstance(shape, tuple) and isinstance(value, str):
        return _one_of(value, shape, name=name)
    if isinstance(value, str) and isinstance(shape, type):
        return SIMPLE[shape](value, name)
    raise ApiError(f"Invalid {name}", param=name)


def _one_of(value: str, allowed: tuple[str, ...], *, name: str) -> str:
    if value not in allowed:
        raise ApiError(f"Invalid {name}: must be one of {', '.join(allowed)}", param=name)
    return value


def _number(value: str, name: str) -> int:
    if not re.fullmatch(r"-?\d{1,12}", value, re.ASCII):
        raise ApiError(f"Invalid integer: {value}", code="parameter_invalid_integer", param=name)
    return int(value)


def _truth(value: str, name: str) -> bool:
    if value not in {"true", "false"}:
        raise ApiError(f"Invalid boolean: {value}", param=name)
    return value == "true"


def _text(value: str, name: str) -> str:
    if not value:
        raise ApiError(f"You passed an empty string for '{name}'.", code="parameter_invalid_empty", param=name)
    return value


SIMPLE: dict[type, Callable[[str, str], object]] = {int: _number, bool: _truth, str: _text}


def _unknown(name: str) -> ApiError:
    return ApiError(f"Received unknown parameter: {name}", code="parameter_unknown", param=name)


def _absent(name: str) -> ApiError:
    return ApiError(f"Missing required param: {name}.", code="parameter_missing", param=name)
