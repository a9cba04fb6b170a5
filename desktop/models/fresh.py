"""New records of one entry: what they have in common is held once, and so it is bound.

A row of a table has dozens of columns, of which a change names a few; thousands of rows that come
together are never written out one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection

from desktop.models.bulk import insert_columns, insert_rows, takes_columns
from desktop.models.journal import storage_instant
from desktop.models.registry import Kind
from desktop.models.text import fold
from sync.protocol.entry import Change, Header

_FOLDED = "folded"


class FreshRow(Mapping[str, Any]):
    """The row that a change makes; ``blank`` is what it begins with, a value for each column."""

    __slots__ = ("blank", "change")

    def __init__(self, blank: Mapping[str, Any], change: Change) -> None:
        self.blank = blank
        self.change = change

    def __getitem__(self, name: str) -> Any:
        values = self.change.values
        if name in values:
            return values[name]
        return self.change.id if name == "id" else self.blank[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.blank)

    def __len__(self) -> int:
        return len(self.blank)


def blank_row(kind: Kind, header: Header, key: bytes) -> dict[str, Any]:
    """What a new row of an entry begins with."""
    when = storage_instant(header.wall)
    row: dict[str, Any] = dict.fromkeys(kind.fields)
    row |= {
        "id": key,
        "created_at": when,
        "created_by": header.actor,
        "updated_at": when,
        "updated_by": header.actor,
        "revision": 1,
        "stamps": header.stamp,
        "extra": None,
    }
    if kind.searched:
        row[_FOLDED] = ""
    if kind.states is not None:
        row["state"] = kind.states.initial
    return row


def insert_fresh(connection: Connection, kind: Kind, rows: Sequence[FreshRow]) -> None:
    """Insert such rows with what is searched in them; those of small entries together."""
    few: list[dict[str, Any]] = []
    for _, group in groupby(rows, key=_shape):
        alike = list(group)
        if takes_columns(connection, len(alike)):
            _insert(connection, kind, alike)
        else:
            few += (dict(row) for row in alike)
    if kind.searched:
        for row in few:
            row[_FOLDED] = kind.folded(row)
    insert_rows(connection, kind.raw, few)


def _shape(row: FreshRow) -> tuple[int, tuple[str, ...]]:
    return id(row.blank), tuple(row.change.values)


def _insert(connection: Connection, kind: Kind, rows: list[FreshRow]) -> None:
    first = rows[0]
    changes = [row.change for row in rows]
    columns: dict[str, Sequence[Any]] = dict(
        zip(
            first.change.values,
            zip(*[change.values.values() for change in changes], strict=True),
            strict=True,
        )
    )
    columns["id"] = [change.id for change in changes]
    shared = {n: v for n, v in first.blank.items() if v is not None and n not in columns}
    if kind.searched:
        parts = [columns.get(n) or [shared.get(n)] * len(rows) for n in kind.searched]
        columns[_FOLDED] = [
            fold(" ".join([str(value) for value in row if value]))
            for row in zip(*parts, strict=True)
        ]
        shared.pop(_FOLDED, None)
    insert_columns(connection, kind.raw, columns, shared)
