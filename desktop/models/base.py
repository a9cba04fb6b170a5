"""The mapped base of every table, and the columns that all synced records share."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import Integer, LargeBinary, MetaData, String
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """A moment, stored as sortable UTC text with milliseconds: ``2025-11-03T06:00:00.000Z``."""

    impl = String(24)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect | None) -> str | None:
        if value is None:
            return None
        text = value.astimezone(UTC).isoformat(timespec="milliseconds")
        return text.removesuffix("+00:00") + "Z"

    def process_result_value(self, value: str | None, dialect: Dialect | None) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class Day(TypeDecorator[date]):
    """A day, stored as ISO text; shown as Jalali."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect | None) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect | None) -> date | None:
        return None if value is None else date.fromisoformat(value)


class Json(TypeDecorator[Any]):
    """A small plain structure, stored and synced as canonical JSON text."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect | None) -> str | None:
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect | None) -> Any:
        return None if value is None else json.loads(value)


Id = LargeBinary(16)


class Base(DeclarativeBase):
    """Every table of the vault and of headquarters."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant,
        date: Day,
        bytes: LargeBinary,
    }


DERIVED: dict[str, Any] = {"derived": True}
"""Marks a column that projection computes; it is never written by a command nor synced."""


class Synced:
    """A record of a journalled kind; its rows are a projection of the journal.

    ``stamps`` is the packed row clock, ``extra`` holds fields of a newer version verbatim.
    ``created_*``, ``updated_*`` and ``revision`` follow from the entries (``domain.md`` 10).
    """

    id: Mapped[bytes] = mapped_column(Id, primary_key=True)
    office_id: Mapped[bytes | None] = mapped_column(Id)
    sensitivity: Mapped[str] = mapped_column(String(16), default="internal")
    deleted_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(info=DERIVED)
    created_by: Mapped[bytes] = mapped_column(Id, info=DERIVED)
    updated_at: Mapped[datetime] = mapped_column(info=DERIVED)
    updated_by: Mapped[bytes] = mapped_column(Id, info=DERIVED)
    revision: Mapped[int] = mapped_column(Integer, info=DERIVED)
    stamps: Mapped[bytes] = mapped_column(info=DERIVED)
    extra: Mapped[bytes | None] = mapped_column(info=DERIVED)


class Local:
    """A row of this vault alone: never synced, never part of the evidence."""
