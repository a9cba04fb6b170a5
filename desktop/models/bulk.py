"""Many rows into one table: what all of them have in common is written once, the rest is bound.

Binding is most of what an insert costs in SQLite, and rows that came together share most of their
columns. PostgreSQL takes the same rows by COPY.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    RowMapping,
    Select,
    Table,
    bindparam,
    literal_column,
    select,
)
from sqlalchemy.types import TypeEngine

_AT_ONCE = 1_000
_IDS_AT_ONCE = 500
_KEY = "row_id"
_SAME_TIME = 4
"""Ids that begin alike were made within a minute and lie side by side in the index."""

_FEW = 16
"""Below this a statement of its own costs more than it spares."""


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of wire values; all have the same columns."""
    if not rows:
        return
    if connection.dialect.name != "sqlite" or len(rows) < _FEW:
        add_rows(connection, table, rows)
        return
    names = tuple(rows[0])
    pick = itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],)
    for start in range(0, len(rows), _AT_ONCE):
        columns = zip(*map(pick, rows[start : start + _AT_ONCE]), strict=True)
        insert_columns(connection, table, dict(zip(names, columns, strict=True)))


def add_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of the table's own values; all have the same columns."""
    if connection.dialect.driver != "psycopg" or len(rows) < _FEW:
        connection.execute(table.insert(), list(rows))
        return
    names = tuple(rows[0])
    stored = [_stored(table.c[name].type, connection.dialect) for name in names]
    quoted = connection.dialect.identifier_preparer.quote
    columns = ", ".join(quoted(name) for name in names)
    cursor = connection.connection.cursor()
    # The names are those of our own tables; the values never stand in the statement.
    with cursor.copy(f"COPY {quoted(table.name)} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([to(row[name]) for name, to in zip(names, stored, strict=True)])


def _stored(type_: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any]:
    """How a value is handed to the driver."""
    processor = type_.dialect_impl(dialect).bind_processor(dialect)
    return processor if processor is not None else _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def update_rows(
    connection: Connection,
    table: Table,
    pairs: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]],
    kept: frozenset[str],
) -> None:
    """Write rows (as they stand, as they were or nothing), only the columns that changed.

    ``kept`` are columns that are written elsewhere or never.
    """
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row, before in pairs:
        names = tuple(
            name
            for name, value in row.items()
            if name not in kept and (name not in before or before[name] != value)
        )
        if names:
            values = {name: row[name] for name in names}
            groups.setdefault(names, []).append({_KEY: row["id"], **values})
    for names, rows in groups.items():
        statement = table.update().where(table.c.id == bindparam(_KEY))
        connection.execute(statement.values({name: bindparam(name) for name in names}), rows)


def insert_columns(
    connection: Connection, table: Table, columns: Mapping[str, tuple[Any, ...]]
) -> None:
    """Insert rows of wire values that come column by column, into SQLite."""
    count = len(next(iter(columns.values())))
    values: dict[str, Any] = {}
    for name, column in columns.items():
        word = _word(column) if column.count(column[0]) == count else None
        values[name] = bindparam(name) if word is None else literal_column(word)
    statement = table.insert().values(values).compile(connection)
    bound = [columns[name] for name in statement.positiontup or ()]
    if bound:
        connection.exec_driver_sql(str(statement), list(zip(*bound, strict=True)))
    else:
        connection.exec_driver_sql(str(statement), [()] * count)


def _word(column: tuple[Any, ...]) -> str | None:
    """The value of a whole column as it stands in a statement.

    Bytes and letters are written as hexadecimal, so that nothing in them is read as SQL.
    """
    match column[0]:
        case None:
            return "NULL"
        case bytes() as data:
            return f"X'{data.hex()}'"
        case str() as text:
            return f"CAST(X'{text.encode().hex()}' AS TEXT)"
        case bool() | int() as number if not any(value.__class__ is float for value in column):
            return str(int(number))
    return None


def rows_of(connection: Connection, table: Table, ids: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """The rows of these ids that are there."""
    wanted = set(ids)
    for row in _among(connection, select(table), table.c.id, wanted):
        if row["id"] in wanted:
            yield dict(row)


def keys_among(
    connection: Connection, query: Select[bytes], key: ColumnElement[bytes], ids: Iterable[bytes]
) -> set[bytes]:
    """Those of the ids that a query of keys finds."""
    wanted = set(ids)
    return wanted.intersection(
        next(iter(row.values())) for row in _among(connection, query, key, wanted)
    )


def _among(
    connection: Connection, query: Select[Any], key: ColumnElement[bytes], ids: set[bytes]
) -> Iterator[RowMapping]:
    """Ids of one import are looked up in one stretch, others one by one."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), _IDS_AT_ONCE):
        part = ordered[start : start + _IDS_AT_ONCE]
        most = 2 * len(part)
        if len(part) >= _FEW and part[0][:_SAME_TIME] == part[-1][:_SAME_TIME]:
            stretch = query.where(key >= part[0], key <= part[-1]).limit(most)
            found = connection.execute(stretch).mappings().all()
            if len(found) < most:
                yield from found
                continue
        yield from connection.execute(query.where(key.in_(part))).mappings()
