"""Reading and changing single records inside a command."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from desktop.errors import Refused
from desktop.models.base import Synced
from desktop.models.text import normalise

R = TypeVar("R", bound=Synced)


def get(session: Session, record: type[R], key: bytes) -> R:
    """The record of this id, unless it is not in this vault or was removed."""
    found = session.get(record, key)
    if found is None or found.deleted_at is not None:
        raise Refused("record_not_here")
    return found


def change(record: Synced, changes: Mapping[str, Any], allowed: Collection[str]) -> None:
    """Set fields by name; text is stored in one form of each letter."""
    for name, value in changes.items():
        if name not in allowed:
            raise Refused("field_not_changeable", field=name)
        setattr(record, name, tidy(value))


def tidy(value: Any) -> Any:
    """Text as it is stored; an empty one is no value at all."""
    return (normalise(value) or None) if isinstance(value, str) else value


def require(refused: Refused | None) -> None:
    """Raise what a rule answered."""
    if refused is not None:
        raise refused


def required(value: str | None, code: str, field: str) -> str:
    """Text that must be there."""
    found: str | None = tidy(value)
    if not found:
        raise Refused(code, field=field)
    return found
