"""Questions that every exchange asks: put into SQL once, then only bound and read.

To build such a statement anew, and to carry it through all layers, takes SQLAlchemy ten times as
long as SQLite needs to answer it. Only reading goes this way: what writes stays where it is seen.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select
from sqlalchemy.orm import Session

EMBEDDED = "sqlite"
"""The dialect of vaults, and of headquarters without PostgreSQL."""


def quick(value: Any) -> Any:
    """A value as SQLite's driver binds it at once; for bytes it first looks for an adapter."""
    return bytearray(value) if value.__class__ is bytes else value


class Prepared:
    """A SELECT of plain columns: whole numbers, text and bytes, as they are stored.

    Values are named by its ``bindparam``s. What waits in a session is not written first.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self._statement = statement
        self._sql = ""
        self._names: tuple[str, ...] = ()
        self._fixed: dict[str, Any] = {}

    def rows(self, session: Session, **values: Any) -> list[tuple[Any, ...]]:
        """All rows. Raises DBAPIError."""
        connection = session.connection()
        if connection.dialect.name != EMBEDDED:
            return [tuple(row) for row in connection.execute(self._statement, values)]
        if not self._sql:
            self._prepare(connection)
        bound = self._fixed | values if self._fixed else values
        driver: Any = connection.connection.driver_connection
        try:
            found: list[tuple[Any, ...]] = driver.execute(
                self._sql, [quick(bound[name]) for name in self._names]
            ).fetchall()
        except driver.Error:
            return self._told(connection, values)
        return found

    def row(self, session: Session, **values: Any) -> tuple[Any, ...] | None:
        """The first row, or None."""
        found = self.rows(session, **values)
        return found[0] if found else None

    def value(self, session: Session, **values: Any) -> Any:
        """The first column of the first row, or None."""
        found = self.rows(session, **values)
        return found[0][0] if found else None

    def values(self, session: Session, **values: Any) -> list[Any]:
        """The first column of all rows."""
        return [row[0] for row in self.rows(session, **values)]

    def _prepare(self, connection: Connection) -> None:
        compiled = self._statement.compile(dialect=connection.dialect)
        self._fixed = {name: value for name, value in compiled.params.items() if value is not None}
        self._names = tuple(compiled.positiontup or ())
        self._sql = str(compiled)

    def _told(self, connection: Connection, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        """The same again where SQLAlchemy names the error in its own way."""
        return [tuple(row) for row in connection.execute(self._statement, values)]
