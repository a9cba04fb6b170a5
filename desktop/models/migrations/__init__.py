"""Brings a database's tables up to what this version of the program knows.

One history for vaults and headquarters. DDL runs in one real transaction: ours begins it
(``BEGIN IMMEDIATE`` on SQLite), because Alembic itself takes SQLite's DDL for non-transactional.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, MetaData, inspect, text
from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models.base import Base
from desktop.models.database import Database

REVISIONS = ("0001",)
"""Every revision that this version knows, in order; a test compares them with the files."""

HEAD = REVISIONS[-1]
SCHEMA = len(REVISIONS)
"""The number that entries carry; headquarters serves two versions back (``sync.md`` 23)."""

VERSION_TABLE = "alembic_version"


def revision_of(connection: Connection) -> str | None:
    """The revision of a database, or None where it has no tables of ours."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.execute(
        text("SELECT version_num FROM alembic_version")
    ).scalar_one_or_none()
    return found


def upgrade(database: Database, backup: Callable[[], object] | None = None) -> bool:
    """Run what is missing, after a backup; says whether anything was.

    Raises Problem ``vault_newer`` for a revision that only a newer version knows.
    """
    with database.engine.connect() as connection:
        current = revision_of(connection)
    if current == HEAD:
        return False
    if current is not None and current not in REVISIONS:
        raise Problem("vault_newer")
    if current is not None and backup is not None:
        backup()
    with database.engine.begin() as connection:
        before = inspect(connection).get_table_names()
        _run(connection)
        if current is not None:
            _absorb(connection, before)
    return True


def metadata() -> MetaData:
    """The tables of this version, those of headquarters' own history left out."""
    import desktop.models.blobs
    import desktop.models.drafts
    import desktop.models.kinds
    import desktop.models.settings
    import desktop.models.vault_facts  # noqa: F401  # each maps its tables

    return Base.metadata


def _absorb(connection: Connection, tables_before: list[str]) -> None:
    from desktop.models.absorb import absorb

    metadata()
    with Session(connection, join_transaction_mode="rollback_only") as session:
        absorb(session, tables_before, datetime.now(UTC))
        session.commit()


def _run(connection: Connection) -> None:
    # Alembic takes 0.2 s to import and most starts have nothing to upgrade.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", Path(__file__).parent.as_posix())
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
