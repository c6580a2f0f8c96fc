"""Turns frozen values into plain JSON and back without losing a digit."""

import dataclasses
import functools
import types
import typing
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

Value = TypeVar("Value")
Reader = Callable[[Any], Any]


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
    return typing.cast("Value", _reader(typing.cast("Any", kind))(plain))


@functools.cache
def _reader(kind: Any) -> Reader:  # noqa: ANN401 - a type annotation
    """Work out once how a kind is read: terms of contracts and bids are read by the dozen on every page."""
    if kind is object:
        return lambda plain: plain
    origin = get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        stated = _reader(next(each for each in get_args(kind) if each is not type(None)))
        return lambda plain: None if plain is None else stated(plain)
    if origin in (tuple, frozenset):
        each = _reader(get_args(kind)[0])
        return lambda plain: origin(map(each, plain))
    if origin is not None:
        key, value = map(_reader, get_args(kind))
        return lambda plain: {key(name): value(each) for name, each in plain.items()}
    return _reader_of_value(kind) if dataclasses.is_dataclass(kind) else _reader_of_single(kind)


def _reader_of_value(kind: Any) -> Reader:  # noqa: ANN401 - as above
    hints = get_type_hints(kind)
    readers = [(each.name, _reader(hints[each.name])) for each in dataclasses.fields(kind)]

    def read(plain: Any) -> Any:  # noqa: ANN401 - JSON
        return kind(**{name: reader(plain[name]) for name, reader in readers if name in plain})

    return read


def _reader_of_single(kind: Any) -> Reader:  # noqa: ANN401 - as above
    if kind in (date, datetime):
        reader: Reader = kind.fromisoformat
        return reader
    if kind not in (bool, int):
        return typing.cast("Reader", kind)

    def read(plain: Any) -> Any:  # noqa: ANN401 - JSON
        if not isinstance(plain, kind):
            msg = f"expected {kind.__name__}, got {plain!r}"
            raise TypeError(msg)
        return kind(plain)

    return read
