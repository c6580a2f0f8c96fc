"""Turns frozen values into plain JSON and back without losing a digit."""

import dataclasses
import types
import typing
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

Value = TypeVar("Value")


def to_plain(value: object) -> Any:  # noqa: ANN401 - JSON is whatever the value was
    """Say `value` in JSON's words: decimals and dates as strings, values and mappings as objects, the rest as lists.

    Raises `TypeError` for what has no lossless form.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, StrEnum | str):
        return str(value)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return _plain_structure(value)


def _plain_structure(value: object) -> Any:  # noqa: ANN401 - as above
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: to_plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_plain(each) for key, each in value.items()}
    if isinstance(value, AbstractSet):
        return sorted(to_plain(each) for each in value)
    if isinstance(value, list | tuple):
        return [to_plain(each) for each in value]
    msg = f"{type(value).__name__} has no plain form"
    raise TypeError(msg)


def from_plain(kind: type[Value], plain: object) -> Value:
    """Build a `kind` from what `to_plain` made of one; raises `KeyError`, `TypeError` or `ValueError` on anything else.

    A field with a default may be absent, so that terms stored by an older version can still be read. What is only known
    to be an `object` stays as plain as it is.
    """
    return typing.cast("Value", _read(kind, plain))


def _read(kind: Any, plain: Any) -> Any:  # noqa: ANN401 - a type annotation and JSON
    if kind is object:
        return plain
    origin = get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        inner = next(each for each in get_args(kind) if each is not type(None))
        return None if plain is None else _read(inner, plain)
    if origin is tuple:
        return tuple(_read(get_args(kind)[0], each) for each in plain)
    if origin is frozenset:
        return frozenset(_read(get_args(kind)[0], each) for each in plain)
    if origin is not None:
        return {_read(get_args(kind)[0], key): _read(get_args(kind)[1], each) for key, each in plain.items()}
    return _read_single(kind, plain)


def _read_single(kind: Any, plain: Any) -> Any:  # noqa: ANN401 - as above
    if dataclasses.is_dataclass(kind):
        hints = get_type_hints(kind)
        known = {each.name: each for each in dataclasses.fields(kind)}
        stated = {name: _read(hints[name], plain[name]) for name in known if name in plain}
        return typing.cast("Any", kind)(**stated)
    if kind in (date, datetime):
        return kind.fromisoformat(plain)
    if kind in (bool, int) and not isinstance(plain, kind):
        msg = f"expected {kind.__name__}, got {plain!r}"
        raise TypeError(msg)
    return kind(plain)
