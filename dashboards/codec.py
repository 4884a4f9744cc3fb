"""Frozen dataclasses to canonical JSON text and back, exactly.

Decimals, dates, quarters and periods are written as strings. Plain Python.
"""

import json
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from core.quarters import Period, Quarter

T = TypeVar("T")


def dump(value: Any) -> str:
    """Canonical text: sorted keys, no spare spaces, the same for the same value for ever."""
    return json.dumps(plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def load(kind: type[T], text: str) -> T:
    """The dataclass that ``dump`` wrote. Raises ``ValueError`` for text that is not one."""
    return _build(kind, json.loads(text))


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
def _types(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _build(kind: Any, data: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        if data is None and NoneType in get_args(kind):
            return None
        (kind,) = [option for option in get_args(kind) if option is not NoneType]
        return _build(kind, data)
    if origin is tuple:
        return tuple(_build(get_args(kind)[0], item) for item in _sure(list, data))
    if is_dataclass(kind) and kind not in (Quarter, Period):
        return _dataclass(kind, _sure(dict, data))
    if kind in (bool, int):
        return _sure(kind, data)
    return _from_text(kind, _sure(str, data))


def _dataclass(kind: Any, data: dict[str, Any]) -> Any:
    types = _types(kind)
    if unknown := data.keys() - types.keys():
        raise ValueError(f"{kind.__name__} has no {', '.join(sorted(unknown))}.")
    for field in fields(kind):
        if field.name not in data and field.default is MISSING:
            raise ValueError(f"{kind.__name__} lacks {field.name}.")
    return kind(**{name: _build(types[name], item) for name, item in data.items()})


def _from_text(kind: Any, text: str) -> Any:
    if kind is str:
        return text
    if kind is Decimal:
        return Decimal(text)
    if kind in (date, datetime):
        return kind.fromisoformat(text)
    if kind is Quarter:
        return Quarter.from_slug(text)
    if kind is Period:
        start, end = text.split("/")
        return Period(date.fromisoformat(start), date.fromisoformat(end))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(text)
    raise TypeError(f"{kind} has no place in a snapshot.")


def _sure(kind: type[T], data: Any) -> T:
    if type(data) is not kind:
        raise ValueError(f"Expected {kind.__name__}, found {type(data).__name__}.")
    return data
