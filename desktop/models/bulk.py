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
    LargeBinary,
    Row,
    Select,
    Table,
    bindparam,
    literal_column,
    select,
)
from sqlalchemy.types import TypeEngine

from desktop.models.prepared import quick

_AT_ONCE = 1_000
_IDS_AT_ONCE = 500
_KEY = "row_id"
_statements: dict[tuple[Table, tuple[str, ...]], str] = {}
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
    if len(rows) < _FEW:
        connection.execute(table.insert(), list(rows))
        return
    names = tuple(column.name for column in table.c if column.name in rows[0])
    if connection.dialect.name == "sqlite":
        pick = itemgetter(*names)
        together = zip(names, zip(*map(pick, rows), strict=True), strict=True)
        told = {n: column for n, column in together if column.count(None) < len(column)}
        bound = [_bound(table.c[n].type, column, connection.dialect) for n, column in told.items()]
        statement = _inserting(connection, table, tuple(told))
        connection.exec_driver_sql(statement, list(zip(*bound, strict=True)))
        return
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


def _bound(type_: TypeEngine[Any], column: tuple[Any, ...], dialect: Dialect) -> Sequence[Any]:
    """A column as SQLite's driver takes it; what all rows share is looked at once."""
    if type(type_) is LargeBinary:
        return _quick(column)
    to = _stored(type_, dialect)
    if to is _as_it_is:
        return _quick(column)
    if column.count(column[0]) == len(column):
        return [to(column[0])] * len(column)
    return list(map(to, column))


def _inserting(connection: Connection, table: Table, names: tuple[str, ...]) -> str:
    """The statement that inserts these columns, in the order in which the table has them."""
    known = _statements.get((table, names))
    if known is None:
        compiled = table.insert().compile(connection, column_keys=list(names))
        known = _statements[(table, names)] = str(compiled)
    return known


def _quick(column: Sequence[Any]) -> Sequence[Any]:
    """The same values of kinds for which the driver looks for no adapter."""
    types = set(map(type, column))
    if bytes in types:
        return list(map(quick, column))
    return list(map(int, column)) if types == {bool} else column


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
    connection: Connection,
    table: Table,
    columns: Mapping[str, Sequence[Any]],
    shared: Mapping[str, Any] | None = None,
) -> None:
    """Insert rows of wire values that come column by column, into SQLite.

    ``shared`` are values that all rows have; what is named nowhere is null.
    """
    count = len(next(iter(columns.values())))
    values: dict[str, Any] = {}
    bound: dict[str, Sequence[Any]] = {}
    for name, value in (shared or {}).items():
        word = _word((value,))
        values[name] = bindparam(name) if word is None else literal_column(word)
        if word is None:
            bound[name] = [quick(value)] * count
    for name, column in columns.items():
        word = _word(column) if column.count(column[0]) == count else None
        values[name] = bindparam(name) if word is None else literal_column(word)
        if word is None:
            bound[name] = _quick(column)
    statement = table.insert().values(values).compile(connection)
    if bound:
        rows = zip(*[bound[name] for name in statement.positiontup or ()], strict=True)
        connection.exec_driver_sql(str(statement), list(rows))
    else:
        connection.exec_driver_sql(str(statement), [()] * count)


def takes_columns(connection: Connection, count: int) -> bool:
    """Whether so many rows are better inserted column by column."""
    return connection.dialect.name == "sqlite" and count >= _FEW


def _word(column: Sequence[Any]) -> str | None:
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
    names = [column.name for column in table.c]
    place = names.index("id")
    for row in _among(connection, select(table), table.c.id, wanted):
        if row[place] in wanted:
            yield dict(zip(names, row, strict=True))


def keys_among(
    connection: Connection, query: Select[bytes], key: ColumnElement[bytes], ids: Iterable[bytes]
) -> set[bytes]:
    """Those of the ids that a query of keys finds."""
    wanted = set(ids)
    return wanted.intersection(row[0] for row in _among(connection, query, key, wanted))


def _among(
    connection: Connection, query: Select[Any], key: ColumnElement[bytes], ids: set[bytes]
) -> Iterator[Row[Any]]:
    """Ids of one import are looked up in one stretch, others one by one."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), _IDS_AT_ONCE):
        part = ordered[start : start + _IDS_AT_ONCE]
        most = 2 * len(part)
        if len(part) >= _FEW and part[0][:_SAME_TIME] == part[-1][:_SAME_TIME]:
            stretch = query.where(key >= part[0], key <= part[-1]).limit(most)
            found = connection.execute(stretch).all()
            if len(found) < most:
                yield from found
                continue
        yield from connection.execute(query.where(key.in_(part)))
