"""Whether the values of a change fit the columns of its kind, on every database alike.

What SQLite would take and PostgreSQL not must not stop a whole chain half way, so each value is
held against its column first. Fields that nobody here knows are kept as they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, LargeBinary, String

from desktop.errors import Refused
from desktop.models import registry
from desktop.models.base import Day, Instant, Json
from sync.protocol.entry import Change

RECORD_LIMIT = 256 * 1024
"""Bytes of one change (``security.md`` 2.9)."""

Fits = Callable[[Any], bool]
_INTEGER = 2**31
_LONG = 2**63
_TEXT_LIMIT = 64 * 1024
_BYTES_A_LETTER = 4


def check(kind: registry.Kind, change: Change, *, new: bool) -> Refused | None:
    """The first value that does not fit, or what a new record lacks."""
    plan = _plan(kind.name)
    values = change.values
    if not plan.derived.isdisjoint(values):
        return Refused("field_not_writable", kind=kind.name)
    if _too_large(values):
        return Refused("record_too_large", kind=kind.name, limit=RECORD_LIMIT // 1024)
    fits = plan.fits
    for name, value in values.items():
        if name not in fits:
            if len(name) > _NAME_LETTERS:
                return Refused("value_wrong", kind=kind.name, field=name[:_NAME_LETTERS])
            continue
        if value is None:
            if name in plan.required:
                return Refused("value_missing", kind=kind.name, field=name)
        elif not fits[name](value):
            return Refused("value_wrong", kind=kind.name, field=name)
    if new and not plan.required <= values.keys():
        missing = sorted(plan.required - values.keys())[0]
        return Refused("value_missing", kind=kind.name, field=missing)
    return None


def all_fit(kind: registry.Kind, changes: list[Change]) -> bool:
    """Whether new records with the same fields all fit, looked at column by column.

    False says only that they have to be looked at one by one.
    """
    plan = _plan(kind.name)
    names = tuple(changes[0].values)
    if not (plan.required <= set(names) and plan.fits.keys() >= set(names)):
        return False
    if any(tuple(change.values) != names for change in changes):
        return False
    columns = zip(*[change.values.values() for change in changes], strict=True)
    return all(
        _column_fits(plan.fits[name], column, empty=name not in plan.required)
        for name, column in zip(names, columns, strict=True)
    )


def _column_fits(fits: Fits, column: tuple[Any, ...], *, empty: bool) -> bool:
    types = set(map(type, column))
    if empty:
        types.discard(type(None))
        column = tuple(value for value in column if value is not None)
    if len(types) > 1:
        return False
    return all(map(fits, set(column)))


_NAME_LETTERS = 64


def _too_large(values: Mapping[str, Any]) -> bool:
    """Whether the values of a change are more than a record may be; letters take 1 to 4 bytes."""
    letters = sum(len(value) for value in values.values() if isinstance(value, str | bytes))
    if letters * _BYTES_A_LETTER <= RECORD_LIMIT:
        return False
    return sum(map(_size, values.values())) > RECORD_LIMIT


def _size(value: Any) -> int:
    if isinstance(value, str):
        return len(value.encode("utf-8", "surrogatepass"))
    return len(value) if isinstance(value, bytes) else 0


class _Plan:
    """What a kind's fields take, made once."""

    def __init__(self, kind: registry.Kind) -> None:
        columns = {column.name: column for column in kind.table.c}
        self.derived = frozenset(columns) - frozenset(kind.fields)
        self.fits = {name: _fits(columns[name]) for name in kind.fields}
        self.required = frozenset(n for n in kind.fields if not columns[n].nullable)


@cache
def _plan(kind: str) -> _Plan:
    return _Plan(registry.kind_of(kind))


def _fits(column: Column[Any]) -> Fits:
    type_ = column.type
    if isinstance(type_, Instant):
        return _instant
    if isinstance(type_, Day):
        return _day
    if isinstance(type_, Json):
        return _json
    if isinstance(type_, Boolean):
        return _boolean
    if isinstance(type_, BigInteger):
        return _long
    if isinstance(type_, Integer):
        return _integer
    if isinstance(type_, Float):
        return _number
    if isinstance(type_, LargeBinary):
        return _bytes_of(type_.length)
    if isinstance(type_, String):
        return _text_of(type_.length)
    raise TypeError(f"{column} has a type that headquarters cannot check")


def _instant(value: Any) -> bool:
    if value.__class__ is not str or len(value) != len("2025-11-03T06:00:00.000Z"):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return bool(value[-1] == "Z" and value[10] == "T")


def _day(value: Any) -> bool:
    if value.__class__ is not str:
        return False
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _json(value: Any) -> bool:
    if value.__class__ is not str or "\0" in value:
        return False
    try:
        json.loads(value)
    except (ValueError, RecursionError):
        return False
    return True


def _boolean(value: Any) -> bool:
    return value is True or value is False


def _integer(value: Any) -> bool:
    return value.__class__ is int and -_INTEGER <= value < _INTEGER


def _long(value: Any) -> bool:
    return value.__class__ is int and -_LONG <= value < _LONG


def _number(value: Any) -> bool:
    return value.__class__ in (int, float) and value == value and abs(value) < _LONG


def _bytes_of(length: int | None) -> Fits:
    if length is None:
        return lambda value: value.__class__ is bytes
    return lambda value: value.__class__ is bytes and len(value) == length


def _text_of(length: int | None) -> Fits:
    limit = length or _TEXT_LIMIT
    return lambda value: value.__class__ is str and len(value) <= limit and "\0" not in value
