"""Frozen dataclasses to canonical JSON text and back, exactly.

Decimals, dates, quarters and periods are written as strings. Plain Python.
"""

import json
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from core.quarters import Period, Quarter

T = TypeVar("T")
Loader = Callable[[Any], Any]


def dump(value: Any) -> str:
    """Canonical text: sorted keys, no spare spaces, the same for the same value for ever."""
    return json.dumps(plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def load(kind: type[T], text: str) -> T:
    """The dataclass that ``dump`` wrote. Raises ``ValueError`` for text that is not one."""
    build: Loader = loader(kind)  # type: ignore[arg-type]
    value: T = build(json.loads(text))
    return value


def plain(value: Any) -> Any:  # noqa: PLR0911 - a case for each kind of value
    """The value as what JSON can hold. Raises ``TypeError`` for anything unforeseen."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):  # enumerations too
        return str(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):  # moments too
        return value.isoformat()
    if isinstance(value, Quarter):
        return value.slug
    if isinstance(value, Period):
        return f"{value.start.isoformat()}/{value.end.isoformat()}"
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} has no place in a snapshot.")


@cache
def loader(kind: Any) -> Loader:
    """What builds a value of a type from plain data. Raises ``ValueError`` for data of another.

    Made once for each type: a snapshot holds thousands of values, and looking at their types again
    for each would cost more than everything else.
    """
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _optional(kind)
    if origin is tuple:
        return _tuple_of(loader(get_args(kind)[0]))
    if is_dataclass(kind) and kind not in (Quarter, Period):
        return _dataclass(kind)
    if kind in (bool, int, str):
        return _sure_of(kind)
    return _from_text(kind)


def _optional(kind: Any) -> Loader:
    (wanted,) = [option for option in get_args(kind) if option is not NoneType]
    inner = loader(wanted)
    return lambda data: None if data is None else inner(data)


def _tuple_of(inner: Loader) -> Loader:
    return lambda data: tuple([inner(item) for item in _sure(list, data)])


def _sure_of(kind: type) -> Loader:
    return lambda data: data if type(data) is kind else _sure(kind, data)


def _dataclass(kind: Any) -> Loader:
    types = get_type_hints(kind)
    loaders = {name: loader(types[name]) for name in types}
    needed = {field.name for field in fields(kind) if _is_needed(field)}

    def build(data: Any) -> Any:
        found = _sure(dict, data)
        if unknown := found.keys() - loaders.keys():
            raise ValueError(f"{kind.__name__} has no {', '.join(sorted(unknown))}.")
        if lacking := needed - found.keys():
            raise ValueError(f"{kind.__name__} lacks {', '.join(sorted(lacking))}.")
        return kind(**{name: loaders[name](item) for name, item in found.items()})

    return build


def _is_needed(field: Any) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _from_text(kind: Any) -> Loader:
    make: Callable[[str], Any]
    if kind is Decimal:
        make = Decimal
    elif kind in (date, datetime):
        make = kind.fromisoformat
    elif kind is Quarter:
        make = _quarter
    elif kind is Period:
        make = _period
    elif isinstance(kind, type) and issubclass(kind, StrEnum):
        make = kind
    else:
        raise TypeError(f"{kind} has no place in a snapshot.")
    return lambda data: make(data if type(data) is str else _sure(str, data))


# The same few quarters stand at every point of every row.
_quarter = lru_cache(maxsize=512)(Quarter.from_slug)


@lru_cache(maxsize=512)
def _period(text: str) -> Period:
    start, end = text.split("/")
    return Period(date.fromisoformat(start), date.fromisoformat(end))


def _sure(kind: type[T], data: Any) -> T:
    if type(data) is not kind:
        raise ValueError(f"Expected {kind.__name__}, found {type(data).__name__}.")
    return data
