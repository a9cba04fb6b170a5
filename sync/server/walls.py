"""The second wall: while a vault's rows are read, PostgreSQL shows nothing beyond its scopes.

Our queries filter by scope; this holds where one of them forgets to. ``migrations/first_walls.py``
put up the policies. The embedded SQLite has none, and there our own filters stand alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.orm import Session

from desktop.models.database import Database

EVERYWHERE = "province/*"
"""In the place of a scope: the open cases of every province."""

_APART = "\x1f"
"""Parts the names of scopes in the setting; none has it."""

_STANDS = text(
    "SELECT pg_has_role(current_user, oid, 'MEMBER') FROM pg_roles"
    " WHERE rolname = 'bazresyar_reader'"
)
_ENTER = text(
    "SELECT set_config('bazresyar.scopes', :scopes, true),"
    " set_config('role', 'bazresyar_reader', true)"
)
_LEAVE = text("SELECT set_config('role', 'none', true), set_config('bazresyar.scopes', '', true)")


def stands(database: Database) -> bool:
    """Whether the role for reading is there and ours to take; asked of PostgreSQL alone."""
    with database.reading() as session:
        return bool(session.execute(_STANDS).scalar_one_or_none())


@contextmanager
def behind(session: Session, scopes: Collection[str], *, walled: bool) -> Iterator[None]:
    """Read behind the wall until the block ends; nothing can be written meanwhile.

    Where the block fails, the transaction is undone, and the role with it.
    """
    if not walled:
        yield
        return
    session.flush()
    session.execute(_ENTER, {"scopes": _APART.join(sorted(scopes))})
    with session.no_autoflush:
        yield
    session.execute(_LEAVE)
