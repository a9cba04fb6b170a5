"""Rows as they would stand after the entries so far, before anything is written.

Scopes and authority of each change are judged on it, in the order in which the vault wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import registry
from desktop.models.bulk import rows_of
from desktop.models.fresh import FreshRow
from desktop.models.identities.queries import NAMERS, OPENINGS, who_named
from sync.protocol.entry import Change, Header

Key = tuple[str, bytes]
Row = Mapping[str, Any]


class Overlay:
    """The database with changes laid over it; an entry that is refused is taken off again."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.database: dict[Key, Row | None] = {}
        """The rows that were read, as the database has them; None where there is none."""
        self._rows: dict[Key, Row | None] = {}
        self._undo: dict[Key, Row | None] = {}
        self._blank: dict[str, dict[str, Any]] = {}

    def prefetch(self, changes: Iterable[Change]) -> None:
        """Read the rows that are about to change, a few statements for each kind."""
        wanted: dict[str, set[bytes]] = {}
        for change in changes:
            wanted.setdefault(change.kind, set()).add(change.id)
            if change.kind == "transitions":
                about, record = change.values.get("record_kind"), change.values.get("record_id")
                if isinstance(about, str) and isinstance(record, bytes):
                    wanted.setdefault(about, set()).add(record)
        for name, ids in wanted.items():
            kind = registry.find(name)
            if kind is None:
                continue
            self.database.update(dict.fromkeys((name, key) for key in ids))
            for row in rows_of(self._session.connection(), kind.raw, ids):
                self.database[(name, row["id"])] = row

    def named_callers(self, kind: str, record: bytes) -> frozenset[bytes]:
        """Who opened an identity of a case as custodian or officer, in these entries or before."""
        now = {
            row["person"]
            for (name, _key), row in self._rows.items()
            if name == OPENINGS
            and row is not None
            and (row["subject_kind"], row["subject_id"]) == (kind, record)
            and row["role"] in NAMERS
        }
        return who_named(self._session, kind, record) | now

    def stored(self, kind: str, record: bytes) -> Row | None:
        """The row as the database has it."""
        key = (kind, record)
        if key not in self.database:
            known = registry.find(kind)
            found = None
            if known is not None:
                query = select(known.raw).where(known.raw.c.id == record)
                found = self._session.execute(query).mappings().one_or_none()
            self.database[key] = None if found is None else dict(found)
        return self.database[key]

    def find(self, kind: str, record: bytes) -> Row | None:
        """The row with the changes so far."""
        key = (kind, record)
        if key in self._rows:
            return self._rows[key]
        return self.stored(kind, record)

    def begin(self) -> None:
        """The next entry begins here."""
        self._undo = {}

    def lay(self, kind: registry.Kind, header: Header, change: Change) -> Row:
        """The row after one change."""
        key = (kind.name, change.id)
        before = self.find(*key)
        self._undo.setdefault(key, self._rows.get(key))
        row = {**(before or self._new(kind, header, change.id)), **change.values}
        self._rows[key] = row
        return row

    def lacks(self, kind: str, ids: Iterable[bytes]) -> bool:
        """Whether neither the database nor an entry so far has any of these records."""
        rows, database = self._rows, self.database
        keys = [(kind, key) for key in ids]
        return all(
            key in database and database[key] is None and rows.get(key) is None for key in keys
        )

    def lay_new(self, kind: registry.Kind, header: Header, changes: list[Change]) -> list[Row]:
        """Records that neither the database nor an entry before has, after all their changes."""
        name, blank = kind.name, self._new(kind, header, b"")
        rows: list[Row] = [FreshRow(blank, change) for change in changes]
        keys = [(name, change.id) for change in changes]
        self._rows.update(zip(keys, rows, strict=True))
        self._undo.update(dict.fromkeys(keys))
        return rows

    def step(self, kind: str, record: bytes, state: str) -> None:
        """The row after a step."""
        key = (kind, record)
        before = self.find(*key)
        if before is not None:
            self._undo.setdefault(key, self._rows.get(key))
            self._rows[key] = {**before, "state": state}

    def take_off(self) -> None:
        """Undo what the entry in hand has laid."""
        for key, row in self._undo.items():
            if row is None:
                self._rows.pop(key, None)
            else:
                self._rows[key] = row
        self._undo = {}

    def _new(self, kind: registry.Kind, header: Header, record: bytes) -> Row:
        blank = self._blank.get(kind.name)
        if blank is None:
            blank = dict.fromkeys(kind.fields)
            if kind.states is not None:
                blank["state"] = kind.states.initial
            self._blank[kind.name] = blank
        return {**blank, "id": record, "created_by": header.actor}
