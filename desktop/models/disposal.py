"""Disposal: the only way in which contents are destroyed (``domain.md`` 11.10).

Headquarters enters a record that names the minutes, the records and the hashes of their entries;
it reaches every vault like any other entry. Headers and hashes stay, so the chain still verifies.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Id, Json, Local, Synced
from desktop.models.registry import Kind, Lookup, Row, register
from desktop.models.scopes import REFERENCE


class Disposal(Synced, Base):
    """``records`` are [kind, id as hex] pairs, ``entries`` the hashes of entries as hex."""

    __tablename__ = "disposals"
    reason: Mapped[str]
    minutes: Mapped[str]
    minutes_sha256: Mapped[bytes | None]
    records: Mapped[Any] = mapped_column(Json)
    entries: Mapped[Any] = mapped_column(Json)


class Disposed(Local, Base):
    """A record of which nothing may be held here any more."""

    __tablename__ = "disposed_records"
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    record_id: Mapped[bytes] = mapped_column(Id, primary_key=True)
    disposal: Mapped[bytes] = mapped_column(LargeBinary(16))


def disposal_scopes(_row: Row, _find: Lookup) -> frozenset[str]:
    """Everybody destroys."""
    return REFERENCE


register(Kind(Disposal, disposal_scopes, policy="immutable"))
