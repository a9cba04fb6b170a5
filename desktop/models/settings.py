"""What a person chose for the window, kept in their vault: filters, columns, last places."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.models.base import Base, Json, Local


class Setting(Local, Base):
    """One choice by its key."""

    __tablename__ = "settings"
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[Any] = mapped_column(Json)


def read_setting(session: Session, key: str, default: Any = None) -> Any:
    """A choice, or the default where none was made."""
    query = select(Setting.value).where(Setting.key == key)
    found = session.execute(query).one_or_none()
    return default if found is None else found[0]


def write_setting(session: Session, key: str, value: Any) -> None:
    """Keep a choice: plain structures only."""
    session.merge(Setting(key=key, value=value))


def all_settings(session: Session) -> dict[str, Any]:
    """Every choice by its key."""
    rows = session.execute(select(Setting.key, Setting.value))
    return {row.key: row.value for row in rows}
